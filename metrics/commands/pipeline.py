"""`python -m metrics pipeline`: coverage of a quarter and the deals to look at, as one flat record with lists in it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from decimal import Decimal

from data.errors import QueryError
from metrics import window
from metrics.commands import common
from metrics.frame import Frame
from metrics.pipeline import Coverage, Deal, Group, coverage, parse_quarter, quarter_name
from metrics.result import Period


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's own options."""
    parser.add_argument(
        "--quarter", metavar="2026Q3", help="the quarter; default: that of the period's end or of the data's last day"
    )


def rows(frame: Frame, args: argparse.Namespace) -> dict[str, object]:
    """The quarter's figures: money as numbers, ratios as multiples, null where there is none.

    `undated`, `past_due`, `no_amount`, `stale` are numbers of open deals; their deals are in the keys with `_deals`.
    Tables and CSV leave those lists out. QueryError on an unknown quarter.
    """
    found = record(coverage(frame, _quarter(frame, args)))
    if args.format == "json":
        return found
    return {key: value for key, value in found.items() if not key.endswith("_deals") or isinstance(value, int)}


def _quarter(frame: Frame, args: argparse.Namespace) -> Period:
    """The quarter asked for, or that of a period's end; the one of the data's last day without either."""
    if args.quarter is None:
        return window.quarter(common.period(args, frame, common.whole(frame)).last)
    if args.period or args.date_from or args.date_to:
        raise QueryError("Two periods", f"--quarter {args.quarter} and --period or --from/--to exclude each other")
    return parse_quarter(args.quarter)


def record(found: Coverage) -> dict[str, object]:
    """`Coverage` as plain values for JSON."""
    lists = {
        "undated": found.undated,
        "past_due": found.past_due,
        "no_amount": found.no_amount,
        "stale": found.stale,
    }
    return {
        "quarter": quarter_name(found.quarter),
        "target": _number(found.target),
        "won": _number(found.won),
        "open": _number(found.open),
        "coverage": found.coverage,
        "clean_coverage": found.clean_coverage,
        "full_coverage": found.full_coverage,
        "target_met": found.met,
        "open_deals": len(found.counted),
        "won_deals": found.won_deals,
        "clean_open": _number(found.clean_open),
        **{name: len(deals) for name, deals in lists.items()},
        "by_stage": [_group(group, "stage") for group in found.by_stage],
        "by_owner": [_group(group, "owner") for group in found.by_owner],
        "by_segment": [_group(group, "segment") for group in found.by_segment],
        "haircut_deals": _deals(found.haircuts),
        **{f"{name}_deals": _deals(deals) for name, deals in lists.items()},
        "note": " ".join(str(note) for note in found.notes) or None,
    }


def _group(group: Group, kind: str) -> dict[str, object]:
    plain: dict[str, object] = {
        kind: group.name,
        "deals": group.deals,
        "amount": _number(group.amount),
        "clean_amount": _number(group.clean_amount),
    }
    if kind == "stage":
        return plain
    more = {"won": _number(group.won), "target": _number(group.target), "coverage": group.coverage}
    return plain | more | {"target_met": group.met}


def _deals(deals: Iterable[Deal]) -> list[dict[str, object]]:
    return [
        {
            "deal_id": deal.deal_id,
            "name": deal.name,
            "stage": deal.stage,
            "owner": deal.owner,
            "segment": deal.segment,
            "amount": _number(deal.amount),
            "expected_close": deal.expected_close.isoformat() if deal.expected_close else None,
            "age_days": None if deal.age_days is None else round(deal.age_days, 2),
            "limit_days": None if deal.limit_days is None else round(deal.limit_days, 2),
            "flaws": list(deal.flaws),
        }
        for deal in deals
    ]


def _number(amount: Decimal | None) -> int | float | None:
    """Money as a JSON number: whole where it is whole."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)
