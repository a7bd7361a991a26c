"""The one kind of error a person gets to see, for everyone who reads a file, a mapping or a command line.

A message names the place (file, line, column or key), what was found and what to do; the command line prints
it on one line and exits with 2, a page shows it in a box. A traceback is a defect of ours.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class FunnelError(Exception):
    """Bad input of any kind: `title` says what failed in a few words, `message` where, what was found, what to do."""

    def __init__(self, title: str, message: str) -> None:
        super().__init__(f"{title}: {message}")
        self.title = title
        self.message = message


class ReadError(FunnelError):
    """A file that cannot be read as a table, or rows or values in it that do not fit."""


class MappingError(FunnelError):
    """A mapping file, or a mapping made on screen, that does not fit its table or its file."""


class SourceError(FunnelError):
    """A SOURCE on the command line, or a data set name, that leads to nothing usable."""


class StoreError(FunnelError):
    """The workspace cannot take or give something: disk full, damaged file, unknown version."""


class ConfigError(FunnelError):
    """`benchmarks.yaml`, or a team file beside it, with problems; the message lists them all."""


class QueryError(FunnelError):
    """A period, filter, step list or option that does not exist or does not fit together."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?` for the nearest of `known`, spelled as there; an empty string when nothing is near."""
    spelled = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), list(spelled), n=1, cutoff=0.6)
    return f'; did you mean "{spelled[near[0]]}"?' if near else ""
