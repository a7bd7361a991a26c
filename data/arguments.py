"""Command lines as cron jobs meet them: one line per error, UTF-8 out, no traceback. For `data` and `metrics`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from typing import NoReturn

from data.errors import SourceError

FAILED, INTERRUPTED = 2, 130


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are errors like any other: the command prints them on one line."""

    def error(self, message: str) -> NoReturn:
        """SourceError with what is wrong and where to read more."""
        raise SourceError("Command line", f"{message}; see {self.prog} --help")


def program(main: Callable[[], int]) -> NoReturn:
    """Run a command and end the process with its code.

    Output is UTF-8 whatever the machine's locale: names are in Vietnamese, and CSV and JSON go to files. A reader that
    left (`| head`) is no error; a full disk is one line.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        code = _silent(0)
    except OSError as error:
        print(f"Not written: {error.strerror or error}", file=sys.stderr)
        code = _silent(FAILED)
    except KeyboardInterrupt:
        code = _silent(INTERRUPTED)
    sys.exit(code)


def _silent(code: int) -> int:
    """`code`, with what is still to be written thrown away: Python would fail again on it while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
