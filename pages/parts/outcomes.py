"""What a change is worth: money before and after, the guide's example checked, levers by money. For What-if."""

from __future__ import annotations

from collections.abc import Sequence

from data.words import Words
from metrics.levers import B2BInputs, B2CInputs, Lever
from metrics.what_if import Outcome, factors, guide_check
from pages.parts import charts
from pages.parts.clickable import button
from pages.parts.html_table import Html, table
from pages.parts.lever_sliders import FACTORS, written
from pages.parts.page import View
from pages.parts.words import edge, figure, html_text, money, note_text, plain, plotly_text

PER = {"b2c": "a month", "b2b": "a quarter"}
SIDES = {"b2c": "B2C", "b2b": "B2B"}
RULES = {"b2c": "R1", "b2b": "R2"}


def result(said: Words, side: str, found: Outcome) -> str:
    """The gain in large, its full value, what lies behind it; before anything is moved, where one stands."""
    if found.gain == 0:
        today = f"{money(said, found.before)} {said.t(PER[side])}"
        hint = said.t("as it stands today: move a slider to see what the change is worth")
        return f'<p class="tf-side"><span class="tf-value">{html_text(today)}</span><br>{html_text(hint)}</p>'
    sign = "+" if found.gain > 0 else "−" if found.gain < 0 else ""
    large = f"{sign}{money(said, abs(found.gain))} {said.t(PER[side])}"
    whole = said.t(
        "{before} today, {after} then: exactly {gain}",
        before=money(said, found.before),
        after=money(said, found.after),
        gain=f"{sign}{said.money(abs(found.gain))}",
    )
    return (
        f'<p class="tf-side"><span class="tf-value">{html_text(large)}</span><br>{html_text(whole)}</p>'
        f'<p class="tf-muted">{html_text(_behind(said, side, found))}</p>'
    )


def formula(said: Words, side: str, after: B2CInputs | B2BInputs, found: Outcome) -> str:
    """The rule with the sliders' values in it."""
    parts = [written(said, factor.unit, value) for factor, value in zip(FACTORS[side], factors(after), strict=True)]
    months = [said.t("3 months")] if side == "b2b" else []
    return f"{RULES[side]}: {' × '.join([*months, *parts])} = {money(said, found.after)}"


def bars(said: Words, side: str, found: Outcome, who: str) -> None:
    """Before lighter, after solid. `who` is whose figures they are, not escaped."""
    tone = charts.colours()
    names = [said.t("Today"), said.t("Then")]
    values = [found.before, found.after]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": values,
        "width": 0.6,
        "marker": {"color": [tone["previous"], tone["accent"]]},
        "text": [plotly_text(money(said, value)) for value in values],
        "textposition": "inside",
        "insidetextanchor": "start",
        "insidetextfont": {"color": [tone["text"], tone["page"]]},
        "hovertext": [plotly_text(said.money(value)) for value in values],
        "hoverinfo": "text",
    }
    drawn = charts.figure(
        [trace],
        height=120,
        separators=charts.separators(said),
        xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "showgrid": False},
    )
    what = "B2C: revenue {per}, by R1" if side == "b2c" else "B2B: pipeline won {per}, by R2"
    title = said.t(what, per=said.t(PER[side]))
    spoken = said.t(
        "{title}: {before} today, {after} then",
        title=title,
        before=money(said, values[0]),
        after=money(said, values[1]),
    )
    lines = [[name, value] for name, value in zip(names, values, strict=True)]
    charts.show(
        said,
        drawn,
        title=plain(title),
        note=plain(f"{who} · {said.symbol}"),
        alt=spoken,
        key=f"what-if-{side}",
        table=(["", said.symbol], lines),
    )


def guide(said: Words) -> str:
    """Section 14 of the guide, recomputed, and why a contract is 25 million and not 2,500 million."""
    found = guide_check()
    shop = said.t(
        "B2C shop: 200,000 visits a month × 0.3 points more of CVR (2.5 → 2.8%) × 28,000 ₫ = {gain} a month. "
        "The guide gives CVR only; the board splits it into 10% carts × 25% checkout.",
        gain=money(said, found.b2c),
    )
    tool = said.t(
        "B2B tool: 400 MQLs × 22% × 5 points more of SQL → won × 3 months = {wins} more wins; "
        "the guide's gain of {gain} a quarter ÷ {wins} = {contract} a contract.",
        wins=said.number(found.more_wins, 1),
        gain=money(said, found.b2b),
        contract=money(said, found.fitting_contract),
    )
    why = said.t(
        "The guide states a contract of 2,500 million ₫. That would give {stated} a quarter, 100 times its own result: "
        "so 25 million ₫ is used here.",
        stated=money(said, found.with_stated),
    )
    lines = "".join(f"<p>{html_text(line)}</p>" for line in (shop, tool))
    return f'<div class="tf-empty">{lines}<p><b>{html_text(why)}</b></p></div>'


def step(said: Words, side: str, found: Outcome) -> str:
    """What the guide's own step is worth here."""
    words = (
        "+0.3 points of CVR are worth {money} a month"
        if side == "b2c"
        else "+5 points of SQL → won are worth {money} a quarter"
    )
    return said.t(words, money=money(said, found.step))


def levers(view: View, found: Sequence[Lever]) -> str:
    """KPIs below their benchmark by the money of reaching it, the dearest first."""
    said = view.said
    rows = [
        [
            _named(view, lever),
            f"{money(said, lever.money)} {said.t(PER[lever.side])}",
            f"{_value(view, lever, lever.value)} → {edge(said, _unit(view, lever), lever.goal)}",
            lever.rule,
            note_text(said, lever.assumption),
        ]
        for lever in found
    ]
    heads = [said.t(head) for head in ("KPI", "Worth", "From → to", "Rule", "Assumption")]
    return table(heads, rows, said.t("Levers by money"), numeric=(1, 2))


def _behind(said: Words, side: str, found: Outcome) -> str:
    if side == "b2c":
        return said.t(
            "CVR {before} → {after} ({change})",
            before=said.percent(found.rate_before, 2),
            after=said.percent(found.rate_after, 2),
            change=said.points(found.rate_after - found.rate_before, 2),
        )
    return said.t(
        "deals won a quarter {before} → {after} ({change})",
        before=said.number(found.rate_before, 1),
        after=said.number(found.rate_after, 1),
        change=said.signed(found.rate_after - found.rate_before, 1),
    )


def _named(view: View, lever: Lever) -> Html:
    name = view.board.benchmarks.label(lever.kpi, lever.side, view.said.language)
    opens = html_text(f"{lever.side}.{lever.kpi}")
    return Html(f"{SIDES[lever.side]} · " + button(html_text(name), opens, html_text(view.said.t("Open this KPI"))))


def _unit(view: View, lever: Lever) -> str:
    return view.board.benchmarks.kpi(lever.kpi, lever.side).unit


def _value(view: View, lever: Lever, value: float) -> str:
    return figure(view.said, _unit(view, lever), value)
