"""The five slides and the HTML file: what is in them, as the command line has it, and nothing from outside."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from data.actions import Action, Fields
from data.sample import demo_dataset, previous_demo_dataset
from data.tables import TABLES
from data.words import Words
from metrics.__main__ import main
from metrics.board import open_board
from metrics.brief import SECTIONS
from metrics.evaluate import default_query
from metrics.report import Report, outcomes, report
from metrics.report_html import page
from metrics.report_slides import slides
from tests.unit import kit

RAW_COLUMN = re.compile(rf"\b({'|'.join(TABLES)}|purchases)\.[a-z]|events: [a-z]")  # what is missing, as a key
HOSTILE = "<script>alert(1)</script>=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def found() -> Report:
    board, before = open_board(demo_dataset()), open_board(previous_demo_dataset())
    action = Action(
        "a", "demo", 1, Fields(HOSTILE, "b2c.ctr", "Lan", date(2026, 10, 5), opened={"value": 0.02}), "", ""
    )
    return report(board, default_query(board), before, actions=[action])


@pytest.fixture(scope="module", params=["en", "vi"])
def file(request: pytest.FixtureRequest, found: Report) -> tuple[Any, Words]:
    said = Words(request.param)
    return Presentation(io.BytesIO(slides(found, said))), said


def texts(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        if shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)


def test_five_slides_with_native_charts_tables_and_notes(file: tuple[Any, Words]) -> None:
    deck, said = file
    names = ("Scorecard", "B2C funnel", "B2B funnel", "Retention", "Pipeline and actions")
    assert [slide.shapes.title.text for slide in deck.slides] == [said.t(name) for name in names]
    for slide in deck.slides:
        assert any(shape.has_chart for shape in slide.shapes)
        assert any(shape.has_table for shape in slide.shapes)
        assert not any(shape.shape_type == 13 for shape in slide.shapes)  # no pictures: everything can be edited
        assert len(slide.notes_slide.notes_text_frame.text) > 200
    assert "(F1)" in deck.slides[0].notes_slide.notes_text_frame.text
    assert said.t("Formula") in deck.slides[1].notes_slide.notes_text_frame.text


def test_charts_hold_the_figures(file: tuple[Any, Words], found: Report) -> None:
    deck, _ = file
    charts = [[shape.chart for shape in slide.shapes if shape.has_chart] for slide in deck.slides]
    for one in (chart for several in charts for chart in several):
        for series in one.plots[0].series:
            assert series.name.strip() == "" or any(value is not None for value in series.values)
    for number, side in ((1, "b2c"), (2, "b2b")):
        assert list(charts[number][0].plots[0].series[0].values) == [
            step.entities for step in found.funnels[side].now.steps
        ]
    assert found.brief.pipeline is not None
    bridge = charts[4][0].plots[0]
    assert bridge.series[1].values[0] == float(found.brief.pipeline.bridge.start)
    assert bridge.series[1].values[-1] == float(found.brief.pipeline.bridge.end)
    drop = next(at for at, value in enumerate(bridge.series[3].values) if value is not None)
    level = float(found.brief.pipeline.bridge.start) + sum(
        (bridge.series[2].values[at] or 0) - (bridge.series[3].values[at] or 0) for at in range(1, drop)
    )
    assert bridge.series[0].values[drop] + bridge.series[3].values[drop] == pytest.approx(level)


def test_everything_lies_on_the_page(file: tuple[Any, Words]) -> None:
    deck, _ = file
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_status_is_word_shape_and_colour(file: tuple[Any, Words]) -> None:
    deck, said = file
    cells = [text for text in texts(deck.slides[0]) if text[:1] in "●▲■○△□"]
    assert len(cells) >= 14
    assert f"● {said.t('Green')}" in cells


def test_actions_and_conflicting_characters_stay_text(file: tuple[Any, Words]) -> None:
    deck, _ = file
    assert HOSTILE in list(texts(deck.slides[4]))


def test_no_english_is_left_in_the_vietnamese_slides(found: Report) -> None:
    decks = {one: Presentation(io.BytesIO(slides(found, Words(one)))) for one in ("en", "vi")}
    lines = {one: {text for slide in deck.slides for text in texts(slide)} for one, deck in decks.items()}
    same = [text for text in lines["en"] & lines["vi"] if len(re.findall(r"\b[a-z]{3,}\b", text)) > 1]
    assert [text for text in same if text != HOSTILE] == []


# HTML


class Reader(HTMLParser):
    """Everything a test wants to know about the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, str | None] = {}
        self.outside: list[str] = []
        self.anchors: set[str] = set()
        self.ids: set[str] = set()
        self.scripts: list[str] = []
        self.json = ""
        self._script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "data-kpi" in given:
            self.values[str(given["data-kpi"])] = given.get("data-value")
        if given.get("id"):
            self.ids.add(str(given["id"]))
        for name in ("src", "href", "action", "srcset", "data", "poster"):
            address = given.get(name)
            if address and address.startswith("#"):
                self.anchors.add(address[1:])
            elif address:
                self.outside.append(address)
        if tag in ("link", "iframe", "img", "object", "embed", "form"):
            self.outside.append(tag)
        if tag == "script":
            self._script = str(given.get("type") or "text/javascript")
            self.scripts.append(self._script)

    def handle_data(self, data: str) -> None:
        if self._script == "application/json":
            self.json += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = ""


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_page_is_whole_in_itself(found: Report, language: str) -> None:
    text = page(found, Words(language))
    read = Reader()
    read.feed(text)
    assert read.outside == []
    assert read.scripts == ["application/json"]
    assert not re.search(r"url\(|@import|http://|https://", text)
    assert read.anchors <= read.ids
    assert read.anchors
    assert set(SECTIONS) <= read.ids
    assert "<script>alert" not in text
    assert f'<html lang="{language}">' in text
    assert "@page { size: A4" in text


def test_the_page_says_what_the_command_line_says(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["score", "demo", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert main(["report", "demo", "--out", str(tmp_path / "monday.html")]) == 0
    read = Reader()
    read.feed((tmp_path / "monday.html").read_text("utf-8"))
    assert json.loads(read.json) == rows
    shown = {f"{row['side']}.{row['kpi']}": row["value"] for row in rows}
    assert {name: None if text is None else float(text) for name, text in read.values.items()} == {
        name: shown[name] for name in read.values
    }
    assert {f"{row['side']}.{row['kpi']}" for row in rows if row["stage"] or row["value"] is not None} == set(
        read.values
    )


def test_the_vietnamese_page_has_no_english_sentence(found: Report) -> None:
    lines = {}
    for language in ("en", "vi"):
        text = re.sub(r"<script.*?</script>|<style.*?</style>", "", page(found, Words(language)), flags=re.S)
        lines[language] = {line.strip() for line in re.split(r"<[^>]+>", text)}
    same = [line for line in lines["en"] & lines["vi"] if len(re.findall(r"\b[a-z]{3,}\b", line)) > 2]
    assert [line for line in same if "alert" not in line] == []


# little data, other data


def test_a_data_set_of_leads_alone_still_makes_five_slides(tmp_path: Path) -> None:
    days = [f"2026-06-{day:02d} 10:00:00" for day in range(1, 29)]
    leads = [{"lead_id": f"L{n}", "created_at": day, "mql_at": day} for n, day in enumerate(days)]
    board = open_board(kit.dataset(tmp_path, leads=leads))
    found = report(board, default_query(board))
    for language in ("en", "vi"):
        deck = Presentation(io.BytesIO(slides(found, Words(language))))
        assert len(deck.slides) == 5
        for slide in deck.slides:
            for shape in slide.shapes:
                if shape.has_chart:
                    assert any(v is not None for one in shape.chart.plots[0].series for v in one.values)
            notes = slide.notes_slide.notes_text_frame.text
            assert not RAW_COLUMN.search(notes)
        said = page(found, Words(language))
        assert said.endswith("</html>\n")
        assert not RAW_COLUMN.search(re.sub(r"<script.*?</script>", "", said, flags=re.DOTALL))


def test_outcomes_compare_with_the_day_an_action_was_done(found: Report) -> None:
    done = Action("d", "demo", 2, Fields("x", "b2c.ctr", status="done", opened={"value": 0.01}, closed={"value": 0.02}),
                  "", "")  # fmt: skip
    still = Action("o", "demo", 1, Fields("y", "b2c.ctr", opened={"value": 0.01}), "", "")
    blank = Action("n", "demo", 1, Fields("z"), "", "")
    now = next(score.value for score in found.brief.scores if (score.kpi, score.side) == ("ctr", "b2c"))
    assert now is not None
    told = {one.action.id: one for one in outcomes([done, still, blank], found.brief.scores)}
    assert told["d"].change == now - 0.02
    assert told["o"].change == now - 0.01
    assert told["n"].change is None
    assert [one.action.id for one in outcomes([done, still], found.brief.scores)] == ["o", "d"]
