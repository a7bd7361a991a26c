"""What each golden file holds: one readable file per format a person or a script reads."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pptx import Presentation

from data.__main__ import main as data_main
from data.sample import demo_dataset, previous_demo_dataset
from data.words import Words
from metrics.__main__ import main as metrics_main
from metrics.board import open_board
from metrics.evaluate import default_query
from metrics.report import Report, report
from metrics.report_slides import slides

HERE = Path(__file__).parent
DEALS = """Tên cơ hội;Trạng thái;Giá trị;Ngày tạo;Ngày chốt;Nguồn
Alpha;Thắng;1.250.000,50;28/02/2026;15/03/2026;Giới thiệu
Beta;Thua;800.000,00;01/03/2026;20/03/2026;
Gamma;Mở;(250.000,00);13/03/2026;;Quảng cáo
Delta;Mở;một triệu;14/03/2026;;Quảng cáo
Tổng cộng;;1.800.000,50;;;
"""
MAPPING = """table: deals
columns:
  {deal_id: Tên cơ hội, status: Trạng thái, amount: Giá trị, created_at: Ngày tạo, closed_at: Ngày chốt, channel: Nguồn}
values: {status: {Thắng: won, Thua: lost, Mở: open}}
"""


def printed(main: Callable[[list[str]], int], *argv: str) -> str:
    """What one command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main(list(argv))
    return out.getvalue()


def checked(folder: Path) -> str:
    """`data check` of a small Vietnamese export: a value no number, a total row, blanks."""
    (folder / "co hoi.csv").write_text(DEALS, encoding="utf-8")
    (folder / "co hoi.yaml").write_text(MAPPING, encoding="utf-8")
    source = f"deals={folder / 'co hoi.csv'}:{folder / 'co hoi.yaml'}"
    return printed(data_main, "check", source, "--format", "json").replace(f"{folder}/", "")


@cache
def monday() -> Report:
    """The Monday report of the demo data set against the week before."""
    board, before = open_board(demo_dataset()), open_board(previous_demo_dataset())
    return report(board, default_query(board), before)


def outline(language: str) -> str:
    """Every text of the five slides, in the order they are drawn, without charts' numbers."""
    lines = []
    file = Presentation(io.BytesIO(slides(monday(), Words(language))))
    for number, slide in enumerate(file.slides, start=1):
        lines.append(f"--- {number} ---")
        for shape in slide.shapes:
            if shape.has_text_frame:
                lines += [text for text in shape.text_frame.text.splitlines() if text.strip()]
            elif shape.has_table:
                lines += [" | ".join(re.sub(r"\s+", " ", cell.text) for cell in row.cells) for row in shape.table.rows]
    return "\n".join(lines) + "\n"


GOLDENS: dict[str, Callable[[Path], str]] = {
    "score.txt": lambda _: printed(metrics_main, "score", "demo"),
    "funnel.json": lambda _: printed(metrics_main, "funnel", "demo", "--side", "b2b", "--format", "json"),
    "retention.csv": lambda _: printed(metrics_main, "retention", "demo", "--cohort", "month", "--format", "csv"),
    "pipeline.txt": lambda _: printed(metrics_main, "pipeline", "demo"),
    "check.json": checked,
    "monday.en.txt": lambda _: outline("en"),
    "monday.vi.txt": lambda _: outline("vi"),
}
