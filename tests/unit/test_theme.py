"""The theme keeps its promises: contrast by WCAG AA in light and dark, and no status colour in a chart palette."""

from __future__ import annotations

import colorsys
import re
import tomllib
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
THEME = CONFIG["theme"]
HUES = ("red", "orange", "yellow", "green", "blue", "violet", "gray")
STYLE = (ROOT / "pages" / "parts" / "board.css").read_text("utf-8")
ON_ACCENT = dict(
    zip(("light", "dark"), re.findall(r"--tf-on-fill: light-dark\((#\w+), (#\w+)\)", STYLE)[0], strict=True)
)
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def rgb(colour: str) -> list[float]:
    """`#rrggbb` as three shares."""
    return [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio by WCAG 2, 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def mixed(over: str, under: str, share: float) -> str:
    """The colour seen when `over` lies on `under` with this opacity."""
    parts = [share * top + (1 - share) * bottom for top, bottom in zip(rgb(over), rgb(under), strict=True)]
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def surfaces(theme: str) -> list[str]:
    """Every background text or a chart may stand on."""
    names = ("backgroundColor", "secondaryBackgroundColor")
    return [part[name] for part in (THEME[theme], THEME[theme]["sidebar"]) for name in names]


def below(theme: str, names: list[str], least: float) -> list[str]:
    """The colours of a theme that are too weak on one of its surfaces."""
    pairs = product(names, surfaces(theme))
    return [f"{name} on {surface}" for name, surface in pairs if contrast(THEME[theme][name], surface) < least]


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@THEMES
def test_text_is_legible_everywhere(theme: str) -> None:
    assert below(theme, ["textColor", "linkColor", *(f"{hue}TextColor" for hue in HUES)], 4.5) == []


@THEMES
def test_text_is_legible_on_its_own_ground(theme: str) -> None:
    colours = THEME[theme]
    weak = [hue for hue in HUES if contrast(colours[f"{hue}TextColor"], colours[f"{hue}BackgroundColor"]) < 4.5]
    assert weak == []
    assert contrast(ON_ACCENT[theme], colours["primaryColor"]) >= 4.5
    assert contrast(colours["dataframeHeaderTextColor"], colours["dataframeHeaderBackgroundColor"]) >= 4.5


@THEMES
def test_the_accent_is_legible_as_text(theme: str) -> None:
    """Selected tabs and choices are written in the accent, on a ground with a tenth of the accent in it."""
    accent = THEME[theme]["primaryColor"]
    grounds = (THEME[theme]["backgroundColor"], THEME[theme]["sidebar"]["backgroundColor"])
    assert [ground for ground in grounds if contrast(accent, mixed(accent, ground, 0.1)) < 4.5] == []


@THEMES
def test_marks_are_visible_everywhere(theme: str) -> None:
    assert below(theme, ["primaryColor", *(f"{hue}Color" for hue in HUES)], 3) == []
    pairs = product(THEME[theme]["chartCategoricalColors"], surfaces(theme))
    assert [pair for pair in pairs if contrast(*pair) < 3] == []


@THEMES
def test_sequential_steps_go_one_way(theme: str) -> None:
    ground = THEME[theme]["backgroundColor"]
    steps = [contrast(colour, ground) for colour in THEME[theme]["chartSequentialColors"]]
    assert len(steps) == 10
    assert steps == sorted(steps)


@THEMES
def test_no_chart_colour_looks_like_a_status(theme: str) -> None:
    """Strong green, amber or red means a status. Weak ones (ochre, brown) do not."""
    palettes = ("chartCategoricalColors", "chartSequentialColors")
    colours = [colour for palette in palettes for colour in THEME[theme][palette]]
    assert [colour for colour in colours if looks_like_a_status(colour)] == []
    statuses = [THEME[theme][f"{hue}Color"] for hue in ("green", "yellow", "red")]
    assert all(looks_like_a_status(colour) for colour in statuses)


def looks_like_a_status(colour: str) -> bool:
    """Whether a colour is a strong one between red and green (hue 345° to 165°)."""
    hue, _, saturation = colorsys.rgb_to_hls(*rgb(colour))
    return saturation > 0.35 and (hue * 360 <= 165 or hue * 360 >= 345)


def test_nothing_is_fetched_from_the_network() -> None:
    assert "http" not in str({name: value for name, value in THEME.items() if "ont" in name})
    assert CONFIG["browser"]["gatherUsageStats"] is False


def test_no_traceback_reaches_the_screen() -> None:
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["client"]["disableDataExport"] is True
