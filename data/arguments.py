"""Command lines whose errors are one line: for `python -m data` and `python -m metrics`, as cron jobs meet them."""

from __future__ import annotations

import argparse
from typing import NoReturn

from data.errors import SourceError


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are errors like any other: the command prints them on one line."""

    def error(self, message: str) -> NoReturn:
        """SourceError with what is wrong and where to read more."""
        raise SourceError("Command line", f"{message}; see {self.prog} --help")
