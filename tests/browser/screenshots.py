"""Draws docs/screens: every page of the navigation, light and dark, English and Vietnamese (`make screenshots`).

`python -m tests.browser.screenshots [PAGE…]` draws only the pages named, by their path ("scorecard" is home).
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser import kit

FOLDER = kit.ROOT / "docs" / "screens"
HOME = "scorecard"
SIZE = {"width": 1280, "height": 900}
TALL = 1600  # px; a page longer than this is cut

# Streamlit scrolls inside the page, so a full-page picture needs a window as high as the content.
HEIGHT = """() => {
  const main = document.querySelector('[data-testid="stMain"]')
  return Math.ceil(Math.max(main.scrollHeight, document.documentElement.scrollHeight))
}"""


def draw(server: kit.Server, browser: Browser, wanted: set[str]) -> list[Path]:
    """All pictures; the pages are those in the navigation."""
    made = []
    for language, locale in kit.LOCALES.items():
        for theme in ("light", "dark"):
            context = browser.new_context(
                locale=locale,
                color_scheme="dark" if theme == "dark" else "light",
                viewport=SIZE,
                reduced_motion="reduce",
            )
            page = kit.visit(context.new_page(), server.url)
            for path in kit.sections(page) or ["/"]:
                name = path.strip("/").replace("/", "-") or HOME
                if wanted and name not in wanted:
                    continue
                page.set_viewport_size(SIZE)
                kit.visit(page, f"{server.url}{path}")
                if problems := kit.exceptions(page):
                    raise RuntimeError(f"{path} shows an exception: {problems[0]}")
                page.set_viewport_size({**SIZE, "height": min(max(page.evaluate(HEIGHT), SIZE["height"]), TALL)})
                kit.ready(page)
                page.wait_for_timeout(300)  # charts are drawn anew for the new height
                file = FOLDER / f"{name}-{theme}-{language}.png"
                save(page.screenshot(), file)
                made.append(file)
            context.close()
    return made


def save(picture: bytes, file: Path) -> None:
    """Keep a picture with 256 colours, a third of the size; screens have no more that matter."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


def main(names: list[str]) -> int:
    """Start a board on the demo data, draw, and say what was drawn."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        kit.Server(Path(folder)) as server,
        sync_playwright() as playwright,
        kit.launch(playwright) as browser,
    ):
        made = draw(server, browser, set(names))
    for file in made:
        print(file.relative_to(kit.ROOT))
    return 0 if made else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
