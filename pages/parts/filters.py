"""The filters every page shares, and the one codec between them and the URL.

The URL is the only place they are kept: a link opens the same view for a colleague, and links between pages carry it.
Codes in it do not depend on the language. What comes out of a URL is never trusted: a bad value falls back to the
default and is reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from data.words import Words
from metrics.result import Note
from pages.parts.words import group

PERIODS = {
    "week": "Last week",
    "4w": "Last 4 weeks",
    "mtd": "Month to date",
    "qtd": "Quarter to date",
    "range": "Free range",
}
COMPARISONS = {"previous": "Previous period", "year": "A year before"}
ALL = ""
LENGTH = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What one looks at: data set and version, as-of day, period, comparison, channel and segment (None is all)."""

    data: str = "demo"
    version: str = ""
    as_of: date | None = None
    period: str = "week"
    first: date | None = None
    last: date | None = None
    compare: str = "previous"
    channel: str | None = None
    segment: str | None = None


def read(params: Mapping[str, str]) -> tuple[Filters, list[Note]]:
    """The filters in a URL, and a remark for each value that could not be used."""
    problems: list[Note] = []
    first, last = _day(params, "from", problems), _day(params, "to", problems)
    period = _code(params, "period", tuple(PERIODS), "range" if first or last else "week", problems)
    if first and last and first > last:
        problems.append(_problem("from", str(first)))
        first = last = None
    if period == "range" and not (first or last):
        period = "week"
    ranged = period == "range"
    return Filters(
        data=_text(params, "data") or "demo",
        version=_number(params, "version", problems),
        as_of=_day(params, "asof", problems),
        period=period,
        first=first if ranged else None,
        last=last if ranged else None,
        compare=_code(params, "compare", tuple(COMPARISONS), "previous", problems),
        channel=_text(params, "channel"),
        segment=_text(params, "segment"),
    ), problems


def write(filters: Filters) -> dict[str, str]:
    """The query parameters of `filters`; defaults are left out."""
    given = {
        "data": filters.data if filters.data != "demo" else "",
        "version": filters.version,
        "asof": filters.as_of.isoformat() if filters.as_of else "",
        "period": filters.period if filters.period != "week" else "",
        "from": filters.first.isoformat() if filters.first else "",
        "to": filters.last.isoformat() if filters.last else "",
        "compare": filters.compare if filters.compare != "previous" else "",
        "channel": filters.channel or "",
        "segment": filters.segment or "",
    }
    return {key: value for key, value in given.items() if value}


NAMES = ("data", "version", "asof", "period", "from", "to", "compare", "channel", "segment")


def links(filters: Filters, **more: str) -> dict[str, str]:
    """Query parameters for a link to another page: the filters, the language if it was chosen, and `more`."""
    lang = {"lang": st.query_params["lang"]} if "lang" in st.query_params else {}
    return {**write(filters), **lang, **more}


def put(filters: Filters) -> None:
    """Make `filters` the view: what the URL says from now on; other parameters stay."""
    wanted = write(filters)
    for name in NAMES:
        if name in wanted:
            st.query_params[name] = wanted[name]
        elif name in st.query_params:
            del st.query_params[name]


def known(filters: Filters, channels: Sequence[str], segments: Sequence[str]) -> tuple[Filters, list[Note]]:
    """`filters` without a channel or segment that this data set does not have, and a remark for each."""
    problems = []
    if filters.channel is not None and filters.channel not in channels:
        problems.append(
            Note("no_channel", "This data set has no channel “{name}”: all are shown.", _name(filters.channel))
        )
        filters = replace(filters, channel=None)
    if filters.segment is not None and filters.segment not in segments:
        problems.append(
            Note("no_segment", "This data set has no segment “{name}”: all are shown.", _name(filters.segment))
        )
        filters = replace(filters, segment=None)
    return filters, problems


def bar(
    said: Words, filters: Filters, channels: Sequence[str], segments: Sequence[str], days: tuple[date, date]
) -> None:
    """The row of filters; a change goes to the URL and the page runs again. `days`: first and last day of the data."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filters"):
        _choice(said, "Period", "period", PERIODS, filters.period, filters)
        if filters.period == "range":
            _date(said, "From", "first", filters.first or days[0], days, filters)
            _date(said, "To", "last", filters.last or days[1], days, filters)
        _choice(said, "Compared with", "compare", COMPARISONS, filters.compare, filters)
        _values(said, "Channel", "channel", channels, filters.channel, filters)
        _values(said, "Segment", "segment", segments, filters.segment, filters)
        _date(said, "Data as of", "as_of", filters.as_of or days[1], days, filters)


def _choice(said: Words, label: str, name: str, options: Mapping[str, str], now: str, filters: Filters) -> None:
    st.session_state[_key(name)] = now
    st.selectbox(
        said.t(label),
        list(options),
        format_func=lambda code: said.t(options[code]),
        key=_key(name),
        on_change=_changed,
        args=(name, filters),
        width="stretch",
        filter_mode=None,
    )


def _values(said: Words, label: str, name: str, options: Sequence[str], now: str | None, filters: Filters) -> None:
    st.session_state[_key(name)] = now or ALL
    st.selectbox(
        said.t(label),
        [ALL, *options],
        format_func=lambda value: group(said, value) if value else said.t("All"),
        key=_key(name),
        on_change=_changed,
        args=(name, filters),
        width="stretch",
    )


def _date(said: Words, label: str, name: str, now: date, days: tuple[date, date], filters: Filters) -> None:
    st.session_state[_key(name)] = min(max(now, days[0]), days[1])
    st.date_input(
        said.t(label),
        min_value=days[0],
        max_value=days[1],
        key=_key(name),
        on_change=_changed,
        args=(name, filters),
        format="DD/MM/YYYY" if said.language == "vi" else "YYYY-MM-DD",
        width="stretch",
    )


def _changed(name: str, filters: Filters) -> None:
    """A filter was changed on screen: bring it into the URL, where the next run reads it."""
    value = st.session_state[_key(name)]
    if name in ("channel", "segment"):
        put(replace(filters, **{name: value or None}))
    elif name == "period":
        put(_with_period(filters, value))
    elif value is not None:
        put(_ordered(replace(filters, **{name: value}), name))


def _with_period(filters: Filters, period: str) -> Filters:
    if period != "range":
        return replace(filters, period=period, first=None, last=None)
    shown = st.session_state.get("shown_period")  # a free range starts from the days now on screen
    first, last = (date.fromisoformat(day) for day in shown) if shown else (filters.first, filters.last)
    return replace(filters, period="range", first=first, last=last)


def _ordered(filters: Filters, changed: str) -> Filters:
    """A free range whose ends crossed becomes the one day just chosen."""
    if filters.first and filters.last and filters.first > filters.last:
        only = filters.first if changed == "first" else filters.last
        return replace(filters, first=only, last=only)
    return filters


def _key(name: str) -> str:
    return f"filter-{name}"


def _text(params: Mapping[str, str], name: str) -> str | None:
    value = params.get(name, "").strip()[:LENGTH]
    return value or None


def _code(params: Mapping[str, str], name: str, codes: Sequence[str], default: str, problems: list[Note]) -> str:
    value = params.get(name, "")
    if value in codes:
        return value
    if value:
        problems.append(_problem(name, value))
    return default


def _number(params: Mapping[str, str], name: str, problems: list[Note]) -> str:
    value = params.get(name, "")
    if not value or (value.isascii() and value.isdecimal() and len(value) < 10):
        return value
    problems.append(_problem(name, value))
    return ""


def _day(params: Mapping[str, str], name: str, problems: list[Note]) -> date | None:
    value = params.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        problems.append(_problem(name, value))
        return None


def _problem(name: str, value: str) -> Note:
    text = "The link says {name}={value}, which cannot be used: the default is shown."
    return Note("bad_link", text, (("name", name), ("value", value[:60])))


def _name(value: str) -> tuple[tuple[str, object], ...]:
    return (("name", value[:60]),)
