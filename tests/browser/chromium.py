"""Find a Chromium for the browser tests and the screenshots, or install one: `python -m tests.browser.chromium`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.system_packages import install

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chrome", "chromium-browser", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-noto-core")  # the fonts have Vietnamese letters
HINT = "install chromium or google-chrome, or name one in TWO_FUNNELS_CHROMIUM"


def find() -> str | None:
    """The path of a Chromium or Chrome that starts: TWO_FUNNELS_CHROMIUM, else an installed one, else None."""
    given = os.environ.get("TWO_FUNNELS_CHROMIUM")
    candidates = [given] if given else [*(shutil.which(name) for name in NAMES), *PLACES]
    return next((path for path in candidates if path and _starts(path)), None)


def require() -> str:
    """The path of a Chromium; RuntimeError with one clear line where there is none."""
    path = find()
    if path is None:
        raise RuntimeError(f"no Chromium found: {HINT}")
    return path


def _starts(path: str) -> bool:
    """Whether the program answers: on Ubuntu `chromium-browser` may be an empty shell that asks for a snap."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=240, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> int:
    """Exit 0 with a Chromium there; 1 with one line on standard error."""
    if find():
        return 0
    if given := os.environ.get("TWO_FUNNELS_CHROMIUM"):
        print(f"TWO_FUNNELS_CHROMIUM names {given}, which does not start", file=sys.stderr)
        return 1
    print("Installing Chromium for the browser tests …", flush=True)
    reason = install(*PACKAGES)
    if find():
        return 0
    print(f"The browser tests need a Chromium: {reason or 'the installed one does not start'}; {HINT}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
