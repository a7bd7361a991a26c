"""`python -m metrics …`: the board's figures without a browser, for cron jobs, checks and spreadsheets.

Exit 0, or 2 with one clear line on standard error when the input is bad.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data import engine
from data.arguments import Parser, program
from data.errors import FunnelError
from metrics.commands import common, funnel, pipeline, report, retention, score
from metrics.frame import Frame

Rows = Callable[[Frame, argparse.Namespace], common.Rows]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what it does in words, its own options, what it runs, and whether it prints rows."""

    words: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    prints: bool = True


def _printing(rows: Rows) -> Callable[[argparse.Namespace], int]:
    """A command that prints the rows it makes from the raw tables."""
    return lambda args: common.output(rows(common.frame(args), args), args.format)


COMMANDS = {
    "score": Command("every KPI of both sides, graded", score.arguments, score.run),
    "funnel": Command("the steps of one side: counts, shares, times", funnel.arguments, _printing(funnel.rows)),
    "retention": Command("cohorts of buyers and who came back", retention.arguments, _printing(retention.rows)),
    "pipeline": Command("coverage of a quarter, and deals to look at", pipeline.arguments, _printing(pipeline.rows)),
    "report": Command("the Monday review as five slides or an HTML page", report.arguments, report.run, prints=False),
}


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = Parser(prog="python -m metrics", description="Figures of a data set, graded against benchmarks.yaml.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for name, command in COMMANDS.items():
        options = commands.add_parser(name, help=command.words, description=command.words)
        common.arguments(options)
        if command.prints:
            common.printing(options)
        command.arguments(options)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    try:
        args = parser().parse_args(argv)
        with engine.explain():
            return COMMANDS[args.command].run(args)
    except FunnelError as error:
        print(f"{error.title}: {error.message}".replace("\n", " "), file=sys.stderr)
        return 2


if __name__ == "__main__":
    program(main)
