"""The five slides as LibreOffice draws them: five pages, no empty chart, no text over other text or off the page."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from pptx import Presentation

from data.actions import DONE, Action, Fields
from data.sample import demo_dataset, previous_demo_dataset
from data.words import Words
from metrics.board import open_board
from metrics.evaluate import default_query
from metrics.report import Report, report
from metrics.report_slides import slides
from tests.slides import office

ACTIONS = [
    Action("a", "demo", 1, Fields("Mend the Facebook landing page; test it on a tenth of visits first",
                                  "b2c.checkout_conversion", "Nguyễn Lan", date(2026, 10, 5), opened={"value": 0.031}),
           "2026-09-21", "2026-09-21"),
    Action("b", "demo", 1, Fields("Answer leads within five minutes", "b2b.lead_response_minutes", "Trần Minh",
                                  None, DONE, closed={"value": 12.0}), "2026-09-14", "2026-09-21"),
]  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Report:
    board, before = open_board(demo_dataset()), open_board(previous_demo_dataset())
    return report(board, default_query(board), before, actions=ACTIONS)


@pytest.fixture(scope="module", params=["en", "vi"])
def drawn(
    request: pytest.FixtureRequest, found: Report, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, Path]:
    content = slides(found, Words(request.param))
    return content, office.to_pdf(content, tmp_path_factory.mktemp(request.param))


def test_five_pages_without_an_empty_chart(drawn: tuple[bytes, Path]) -> None:
    content, pdf = drawn
    pages = office.to_pictures(pdf)
    file = Presentation(io.BytesIO(content))
    assert len(pages) == len(file.slides) == 5
    for slide, page in zip(file.slides, pages, strict=True):
        picture = Image.open(page).convert("RGB")
        charts = [shape for shape in slide.shapes if shape.has_chart]
        assert charts
        scale = picture.width / file.slide_width
        for chart in charts:
            box = (chart.left, chart.top, chart.left + chart.width, chart.top + chart.height)
            inside = picture.crop(tuple(int(side * scale) for side in box))
            assert coloured(inside) > 0.004 * inside.width * inside.height, f"{page.name}: {chart.name} looks empty"


def coloured(picture: Image.Image) -> int:
    """Pixels that are neither grey nor white: bars, lines, markers."""
    counts = picture.getcolors(maxcolors=picture.width * picture.height) or []
    return sum(count for count, colour in counts if max(colour) - min(colour) > 40)


def test_no_text_lies_over_other_text_or_off_the_page(drawn: tuple[bytes, Path]) -> None:
    _, pdf = drawn
    for number, (size, words) in enumerate(boxes(pdf), start=1):
        assert len(words) > 40
        for box, text in words:
            assert box[0] >= 0 and box[1] >= 0, f"slide {number}: {text}"  # noqa: PT018 - one corner
            assert box[2] <= size[0] and box[3] <= size[1], f"slide {number}: {text}"  # noqa: PT018
        over = [
            (text, other)
            for at, (box, text) in enumerate(words)
            for box2, other in words[:at]
            if shared(box, box2) > 0.2
        ]
        assert over == [], f"slide {number}"


Box = tuple[float, float, float, float]


def boxes(pdf: Path) -> list[tuple[tuple[float, float], list[tuple[Box, str]]]]:
    """Per page its size, and every word with its box."""
    ran = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True, timeout=600)
    root = ElementTree.fromstring(ran.stdout)
    found = []
    for page in root.iter("{http://www.w3.org/1999/xhtml}page"):
        words = [
            (tuple(float(word.attrib[name]) for name in ("xMin", "yMin", "xMax", "yMax")), word.text or "")
            for word in page.iter("{http://www.w3.org/1999/xhtml}word")
        ]
        found.append(((float(page.attrib["width"]), float(page.attrib["height"])), words))
    return found  # type: ignore[return-value]


def shared(one: Box, other: Box) -> float:
    """The share of the smaller box that both cover."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or tall <= 0:
        return 0.0
    return wide * tall / min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
