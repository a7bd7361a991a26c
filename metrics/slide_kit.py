"""Drawing on slides in the board's one style: text, native tables and charts. For report_slides.py.

Positions and sizes are in inches on a page of 13.333 × 7.5. Charts and tables stay editable in any office program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

TEXT, MUTED, LINE, PANEL, PAGE = "17212b", "525e6a", "d3dbe3", "f2f5f8", "ffffff"
ACCENT, PREVIOUS = "0f5c8c", "97bfd9"
STATUS = {"green": "1a7f4b", "amber": "956000", "red": "c0322b"}
SERIES = ("0f5c8c", "7b5ea7", "4b8f9f", "a04d7e", "64717e", "3f6fd0")
SCALE = ("eaf2f8", "d3e4ef", "b7d2e5", "97bfd9", "74a9cb", "5192bb", "327ba8", "1d6899", "0f5480", "093a5b")
FONT = "Arial"  # on every machine that opens slides, with all Vietnamese letters
WIDTH, HEIGHT, LEFT = 13.333, 7.5, 0.45
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
NO_TABLE_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
Box = tuple[float, float, float, float]  # left, top, width, height


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: `colour` of the text, `fill` of the ground."""

    text: str
    colour: str = TEXT
    bold: bool = False
    right: bool = False
    fill: str | None = None


class Deck:
    """A presentation being made."""

    def __init__(self, title: str, about: str) -> None:
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self.file.core_properties.title, self.file.core_properties.subject = title, about
        self.file.core_properties.author = "Two Funnels"
        _theme(self.file)

    def slide(self, title: str, about: str, footer: str) -> Any:
        """A new slide with its title, the line below it and the line at the foot."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[5])
        place(slide.shapes.title, (LEFT, 0.3, WIDTH - 2 * LEFT, 0.55))
        write(slide.shapes.title.text_frame, [title], 24, bold=True)
        text(slide, (LEFT, 0.85, WIDTH - 2 * LEFT, 0.35), [about], 12, MUTED)
        text(slide, (LEFT, HEIGHT - 0.4, WIDTH - 2 * LEFT, 0.3), [footer], 9, MUTED)
        return slide


def place(shape: Any, box: Box) -> None:
    """Put a shape where it belongs."""
    shape.left, shape.top, shape.width, shape.height = (Inches(side) for side in box)


def text(slide: Any, box: Box, lines: Sequence[str], size: float, colour: str = TEXT, bold: bool = False) -> Any:
    """Lines of text, one paragraph each."""
    shape = slide.shapes.add_textbox(*(Inches(side) for side in box))
    write(shape.text_frame, lines, size, colour, bold)
    return shape


def write(frame: Any, lines: Sequence[str], size: float, colour: str = TEXT, bold: bool = False) -> None:
    """Fill a text frame in the one style."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size / 4)
        run = paragraph.add_run()
        run.text = line
        _font(run.font, size, colour, bold)


def table(
    slide: Any, box: Box, columns: Sequence[Cell], rows: Sequence[Sequence[Cell]], widths: Sequence[float], size: float
) -> float:
    """A native table; `widths` in inches, rows share the height and grow with their text. Its bottom, in inches."""
    frame = slide.shapes.add_table(len(rows) + 1, len(columns), *(Inches(side) for side in box))
    made = frame.table
    frame._element.graphic.graphicData.tbl.tblPr.find(f"{{{DRAWING}}}tableStyleId").text = NO_TABLE_STYLE
    made.horz_banding = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Inches(width)
    heights = [max(box[3] / (len(rows) + 1), _tall(cells, widths, size)) for cells in (columns, *rows)]
    for row, height in zip(made.rows, heights, strict=True):
        row.height = Inches(height)
    for number, cells in enumerate([columns, *rows]):
        for place_, cell in enumerate(cells):
            _cell(made.cell(number, place_), cell, size, head=number == 0)
    return box[1] + sum(heights)


def _tall(cells: Sequence[Cell], widths: Sequence[float], size: float) -> float:
    """The height of a row in inches, its text broken into lines; letters taken as wide as those of a wide font."""
    letter = size * 0.53 / 72
    lines = [-(-len(cell.text) * letter // max(0.1, width - 0.1)) for cell, width in zip(cells, widths, strict=True)]
    return max([1.0, *lines]) * size * 1.4 / 72 + 0.06


def _cell(made: Any, cell: Cell, size: float, head: bool) -> None:
    frame = made.text_frame
    frame.word_wrap = True
    made.margin_left = made.margin_right = Inches(0.05)
    made.margin_top = made.margin_bottom = Inches(0.015)
    made.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if cell.right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = cell.text
    _font(run.font, size, MUTED if head else cell.colour, cell.bold or head)
    ground = PANEL if head else cell.fill
    if ground:
        made.fill.solid()
        made.fill.fore_color.rgb = rgb(ground)
    else:
        made.fill.background()
    _underline(made._tc)


def _underline(cell: Any) -> None:
    """A thin line below the cell."""
    properties = cell.get_or_add_tcPr()
    line = etree.SubElement(properties, f"{{{DRAWING}}}lnB", w="9525")
    fill = etree.SubElement(line, f"{{{DRAWING}}}solidFill")
    etree.SubElement(fill, f"{{{DRAWING}}}srgbClr", val=LINE.upper())
    properties.insert(0, line)  # borders come before the ground in the format's order


def bars(
    slide: Any, box: Box, names: Sequence[str], series: Mapping[str, Sequence[float | None]], form: str, alt: str
) -> Any:
    """Horizontal bars from a common line, the first name on top; one colour a series."""
    chart = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, names, series, alt)
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 0
    _labels(plot, form)
    for one, colour in zip(plot.series, (ACCENT, PREVIOUS), strict=False):
        paint(one, colour)
    return chart


def lines(
    slide: Any, box: Box, names: Sequence[str], series: Mapping[str, Sequence[float | None]], form: str, alt: str
) -> Any:
    """Lines over time or days; gaps where there is no value."""
    chart = _chart(slide, XL_CHART_TYPE.LINE_MARKERS, box, names, series, alt)
    chart.value_axis.has_major_gridlines = True
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb(LINE)
    chart.value_axis.format.line.fill.background()
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = form, False
    for one, colour in zip(chart.plots[0].series, SERIES, strict=False):
        one.smooth = False
        one.format.line.color.rgb = _solid(one.marker.format.fill, colour)
        one.format.line.width = Pt(2.25)
        one.marker.size = 6
        one.marker.format.line.fill.background()
    return chart


def bridge(slide: Any, box: Box, steps: Sequence[tuple[str, float]], names: Sequence[str], alt: str) -> Any:
    """A bridge as stacked columns: first and last step are totals, the others add or take. `names`: total, up, down.

    A step's name carries its amount: a small bar has no room for it.
    """
    hidden, total, up, down = _stacks([amount for _, amount in steps])
    series = {" ": hidden, names[0]: total, names[1]: up, names[2]: down}
    chart = _chart(slide, XL_CHART_TYPE.COLUMN_STACKED, box, [name for name, _ in steps], series, alt)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    plot.series[0].format.fill.background()
    for one, colour in zip(list(plot.series)[1:], (ACCENT, SERIES[2], PREVIOUS), strict=True):
        paint(one, colour)
    chart.has_legend = False
    chart.category_axis.tick_labels.font.size = Pt(8)
    return chart


def _stacks(amounts: Sequence[float]) -> tuple[list[float | None], ...]:
    """What lies hidden below each column, and the column as a total, an increase or a decrease."""
    hidden: list[float | None] = []
    total: list[float | None] = []
    up: list[float | None] = []
    down: list[float | None] = []
    level = 0.0
    for number, amount in enumerate(amounts):
        ends = number in (0, len(amounts) - 1)
        after = amount if ends else level + amount
        hidden.append(None if ends else min(level, after))
        total.append(amount if ends else None)
        up.append(amount if not ends and amount >= 0 else None)
        down.append(-amount if not ends and amount < 0 else None)
        level = after
    return hidden, total, up, down


def paint(target: Any, colour: str) -> None:
    """Fill a series or a point with one colour, its outline without."""
    _solid(target.format.fill, colour)
    target.format.line.fill.background()
    if hasattr(target, "invert_if_negative"):
        target.invert_if_negative = False


def _solid(fill: Any, colour: str) -> RGBColor:
    fill.solid()
    fill.fore_color.rgb = rgb(colour)
    return rgb(colour)


def rgb(colour: str) -> RGBColor:
    """A colour written like on a page, `0f5c8c`."""
    made: RGBColor = RGBColor.from_string(colour.upper())  # type: ignore[no-untyped-call]
    return made


def _chart(
    slide: Any, kind: Any, box: Box, names: Sequence[str], series: Mapping[str, Sequence[float | None]], alt: str
) -> Any:
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = list(names)
    for name, values in series.items():
        data.add_series(name, list(values))
    frame = slide.shapes.add_chart(kind, *(Inches(side) for side in box), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = frame.chart
    chart.has_title = False
    _font(chart.font, 11, TEXT, False)
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.category_axis.has_major_gridlines = False
    chart.category_axis.format.line.color.rgb = rgb(LINE)
    return chart


def _labels(plot: Any, form: str) -> None:
    plot.has_data_labels = True
    plot.data_labels.show_value = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = form, False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    _font(plot.data_labels.font, 10, TEXT, False)


def _font(font: Any, size: float, colour: str, bold: bool) -> None:
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = rgb(colour)


def _theme(file: Any) -> None:
    """The board's colours and font as the file's own theme: what a person adds later looks the same."""
    for relation in file.slide_master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            root = etree.fromstring(relation.target_part.blob)
            for number, colour in enumerate(SERIES, start=1):
                for found in root.iter(f"{{{DRAWING}}}accent{number}"):
                    found.clear()
                    etree.SubElement(found, f"{{{DRAWING}}}srgbClr", val=colour.upper())
            for latin in root.iter(f"{{{DRAWING}}}latin"):
                latin.set("typeface", FONT)
            relation.target_part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
