"""Small SQL expressions over text cells, for `transforms`: blank or filled, joined, scaled exactly, translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.engine import quote_text
from data.reshape import Scale, fraction
from data.typed.nulls import SPELLED


def text(value: str) -> str:
    """A literal."""
    return quote_text(value)


def words(values: Sequence[str]) -> str:
    """Literals to compare with `word`."""
    return ", ".join(quote_text(value.strip().casefold()) for value in values)


def word(cell: str) -> str:
    """A cell without outer blanks, in lower case; never NULL."""
    return f"lower(trim(coalesce({cell}, '')))"


def one_of(cell: str, values: Sequence[str]) -> str:
    """Whether a cell is one of `values`; `total*` is any that begins so."""
    exact = [value for value in values if not value.endswith("*")]
    begins = [value[:-1] for value in values if value.endswith("*")]
    tests = [f"{word(cell)} in ({words(exact)})"] if exact else []
    tests += [f"starts_with({word(cell)}, {words([value])})" for value in begins]
    return f"({' or '.join(tests)})"


def filled(cell: str) -> str:
    """Whether a cell holds something, neither blank nor a spelling of nothing."""
    return f"({word(cell)} not in ('', {words(sorted(SPELLED))}))"


def blank_null(cell: str) -> str:
    """A cell without outer blanks, NULL when nothing stands there."""
    return f"nullif(trim({cell}), '')"


def joined(cells: Sequence[str]) -> str:
    """`true | false` of two cells."""
    return " || ' | ' || ".join(f"coalesce(trim({cell}), '')" for cell in cells)


def first_filled(cells: Sequence[str]) -> str:
    """The first filled cell."""
    whens = " ".join(f"when {filled(cell)} then {cell}" for cell in cells)
    return f"case {whens} end"


def translated(expression: str, values: Mapping[str, str]) -> str:
    """Their word as our word, lower case; words without a translation stay."""
    found = word(expression)
    if not values:
        return found
    whens = " ".join(
        f"when {quote_text(theirs.strip().casefold())} then {quote_text(ours.casefold())}"
        for theirs, ours in values.items()
    )
    return f"case {found} {whens} else {found} end"


def iso_time(cell: str) -> str:
    """Whether a cell starts as 2026-09-27 or 2026-09-27 10:00, so that text order is time order."""
    return f"regexp_matches(coalesce({cell}, ''), '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([ T][0-9]{{2}}:[0-9]{{2}}|$)')"


def scaled(cell: str, scale: Scale, by: str | None, decimal: str | None) -> str:
    """The number in `cell` times its factor, exact to six decimals, as text with a point.

    What is not plainly a number, or has no factor, gets a remark behind it, so that it is refused and not misread.
    """
    if by is None:
        body = _times(cell, scale.factor, decimal)
    else:
        whens = " ".join(
            f"when {quote_text(value.strip().casefold())} then {_times(cell, factor, decimal)}"
            for value, factor in scale.by_value.items()
        )
        body = f"case {word(by)} {whens} end"
    refused = f"trim({cell}) || ' (not scaled)'"
    return f"case when {filled(cell)} then coalesce({body}, {refused}) else {cell} end"


def _times(cell: str, factor: str, decimal: str | None) -> str:
    """Six exact decimals by whole-number arithmetic, rounded half away from zero; NULL for what is no plain number."""
    exact = fraction(factor)
    assert exact is not None, f"{factor!r} was accepted as a factor"
    number = _number(cell, decimal)
    up, down = exact.numerator * 100, exact.denominator
    parts = f"cast(abs(cast({number} as decimal(28,4))) * 10000 as hugeint)"
    millionths = f"((2 * {parts} * {up} + {down}) // {2 * down})"
    sign = f"case when left({number}, 1) = '-' then '-' else '' end"
    return (
        f"case when {number} is not null then {sign} || ({millionths} // 1000000)::varchar "
        f"|| '.' || lpad(({millionths} % 1000000)::varchar, 6, '0') end"
    )


def _number(cell: str, decimal: str | None) -> str:
    """The digits, sign and decimal point alone; `1.234` is no plain number unless the decimal mark was given."""
    mark, group = (",", r"\.") if decimal == "," else (r"\.", ",")
    plain = f"^-?[0-9]{{1,18}}({mark}[0-9]+)?$"
    grouped = f"^-?[0-9]{{1,3}}({group}[0-9]{{3}})+({mark}[0-9]+)?$"
    doubtful = "false" if decimal else f"regexp_matches(trim({cell}), '^-?[1-9][0-9]{{0,2}}[.,][0-9]{{3}}$')"
    bare = f"replace(replace(trim({cell}), {quote_text(group[-1])}, ''), ',', '.')"
    return (
        f"(case when {doubtful} then null when regexp_matches(trim({cell}), '{plain}') "
        f"or regexp_matches(trim({cell}), '{grouped}') then {bare} end)"
    )
