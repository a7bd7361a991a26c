"""What people must know beside a coverage figure: missing targets, won deals in no quarter, thin age limits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from metrics import dwell
from metrics.frame import Frame
from metrics.pipeline_deals import Deal, Slice, ensure_deals
from metrics.pipeline_targets import Target, quarter_name
from metrics.result import Note, Period


def target_notes(
    frame: Frame, quarter: Period, slice_: Slice, target: Target, won: Decimal, unknown_won: int
) -> tuple[Note, ...]:
    """Remarks on the target and what was won towards it."""
    notes = list(target.notes)
    if "deals" not in frame.tables:
        notes.append(Note("no_deals", "There are no deals in the data."))
    if slice_.channel:
        notes.append(Note("no_channel_target", "Targets are not set per channel: no coverage for one channel."))
    elif target.amount is None:
        text = "No target covers {quarter}: no coverage without one."
        if slice_.segment or slice_.owner:
            text = "No target is set for this selection in {quarter}: no coverage without one."
        notes.append(Note("no_target", text, (("quarter", quarter_name(quarter)),)))
    elif target.amount <= won:
        notes.append(Note("target_met", "Target met: nothing is left to cover."))
    notes += _without_target(frame, quarter, slice_, target)
    if unknown_won:
        notes.append(
            Note(
                "won_no_amount",
                "{n} won {n:deal has|deals have} no amount and {n:counts|count} as 0.",
                (("n", unknown_won),),
            )
        )
    row = frame.cursor().execute("select count(*) from deals where status = 'won' and closed_at is null").fetchone()
    if row and row[0]:
        text = "{n} won {n:deal has|deals have} no close date and {n:is|are} in no quarter."
        notes.append(Note("won_undated", text, (("n", int(row[0])),)))
    return tuple(notes)


def _without_target(frame: Frame, quarter: Period, slice_: Slice, target: Target) -> list[Note]:
    """Open deals of segments or owners that have no target, where the target is the sum of those that have."""
    if not target.by:
        return []
    groups = ", ".join(f"coalesce({name}, '')" for name in target.by)
    rows = (
        frame.cursor()
        .execute(
            f"""
            select count(amount), {groups}
            from {ensure_deals(frame)}
            where status = 'open' and expected_close between $first and $last and {slice_.where}
            group by all
            """,
            {"first": quarter.first, "last": quarter.last} | slice_.params,
        )
        .fetchall()
    )
    n = sum(count for count, *group in rows if tuple(group) not in target.groups)
    text = (
        "{n} of the open deals counted {n:has|have} a segment or an owner without a target of its own: the sum of "
        "the targets leaves {n:it|them} out, and coverage looks higher than it is."
    )
    return [Note("target_not_for_all", text, (("n", n),))] if n else []


def stage_notes(frame: Frame, deals: Sequence[Deal]) -> list[Note]:
    """What the judgement of age rests on."""
    if not deals:
        return []
    if "stage_changes" not in frame.tables:
        return [Note("no_stage_history", "Without stage changes, deals too old in their stage are not known.")]
    notes = []
    if unknown := sum(deal.limit_days is None for deal in deals):
        text = "{n} open {n:deal is|deals are} in no stage that a won deal has left: {n:its|their} age was not judged."
        notes.append(Note("age_unknown", text, (("n", unknown),)))
    thin = sorted({stage for stage, (_, visits) in dwell.limits(frame).items() if visits < dwell.FEW})
    thin = [stage for stage in thin if any(deal.at_stage == stage for deal in deals)]
    if thin:
        text = "Fewer than {few} won deals stand behind the age limit of: {stages}."
        notes.append(Note("thin_limits", text, (("few", dwell.FEW), ("stages", ", ".join(thin)))))
    if apart := sum(deal.at_stage is not None and deal.stage != deal.at_stage for deal in deals):
        text = (
            "{n} open {n:deal stands|deals stand} in another stage than the last one {n:it|they} entered; "
            "{n:its|their} age is that of the latter."
        )
        notes.append(Note("stage_differs", text, (("n", apart),)))
    return notes
