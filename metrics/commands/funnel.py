"""`python -m metrics funnel`: the steps of one side with counts, shares and times, from any SOURCE."""

from __future__ import annotations

import argparse
from dataclasses import replace

from metrics import funnel_steps
from metrics.commands import common
from metrics.frame import Frame
from metrics.funnel import Funnel, default_query, funnel, parse_window


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's own options."""
    parser.add_argument("--side", required=True, type=str.lower, metavar="b2c|b2b", help="which funnel")
    parser.add_argument("--steps", metavar="a,b,c", help="steps in order; default: the standard ones that occur")
    parser.add_argument("--count", type=str.lower, metavar="person|session", help="what is counted (B2B: the lead)")
    parser.add_argument("--window", metavar="7d|12h|none", help="how long an entry may take; default: 7d, B2B 180d")
    parser.add_argument("--order", choices=("in", "any"), default="in", help="in order, or any order")
    parser.add_argument("--by", choices=("channel", "segment"), help="one funnel per channel or segment")
    parser.add_argument("--mature", action="store_true", help="leave out entities whose window has not passed")


def rows(frame: Frame, args: argparse.Namespace) -> list[dict[str, object]]:
    """One row per step (and channel or segment); shares are fractions. QueryError for what does not fit."""
    period = common.period(args, frame, common.whole(frame))
    query = default_query(frame, args.side, args.count, period)
    if args.steps is not None:
        query = replace(query, steps=funnel_steps.known(query.side, tuple(args.steps.split(","))))
    if args.window is not None:
        query = replace(query, window=parse_window(args.window))
    query = replace(query, order=args.order, by=args.by, include_open=not args.mature)
    return [row for found in funnel(frame, query) for row in record(found, args.by)]


def record(found: Funnel, by: str | None) -> list[dict[str, object]]:
    """One funnel's steps as plain values for JSON."""
    group: dict[str, object] = {by: found.group} if by else {}
    note: dict[str, object] = {"note": " ".join(str(note) for note in found.notes)} if found.notes else {}
    return [
        group
        | {
            "step": step.step,
            "entities": step.entities,
            "of_entry": step.of_entry,
            "of_previous": step.of_previous,
            "median_seconds": step.median_seconds,
            "still_open": step.still_open,
        }
        | note
        for step in found.steps
    ]
