"""Something else happening at every single moment of an action: before each line of ours or of the library's.

Races between processes are rare in time, so hammering finds them one run in a hundred. Here the other process acts
exactly before the first line, then before the second and so on, until the action ends without reaching one more. It
acts in the same thread, so never while a lock between threads is held.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from data import files, scratch

LOCKS = [
    lock for module in (files, scratch) for lock in vars(module).values() if isinstance(lock, type(threading.Lock()))
]


class Moment:
    """Runs `other` once, before the `number`th line this thread reaches for the first time in `watched` modules."""

    def __init__(self, number: int, other: Callable[[], object], watched: tuple[ModuleType, ...]) -> None:
        self.number, self.other = number, other
        self.files = {str(Path(str(module.__file__)).resolve()) for module in watched}
        self.seen: set[tuple[str, int]] = set()
        self.where = ""

    def __enter__(self) -> Moment:
        self.before = sys.gettrace()
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self.before)

    def _call(self, frame: FrameType, event: str, arg: Any) -> Any:
        return self._line if not self.where and frame.f_code.co_filename in self.files else None

    def _line(self, frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line" and not self.where and not any(lock.locked() for lock in LOCKS):
            self.seen.add((frame.f_code.co_filename, frame.f_lineno))
            if len(self.seen) == self.number:
                self.where = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
                sys.settrace(None)
                self.other()
        return self._line


def moments(watched: tuple[ModuleType, ...]) -> Iterator[Callable[[Callable[[], object]], Moment]]:
    """One maker of a Moment after another, which must be used; the last one's `other` finds no line left to act at."""
    number, reached = 0, True
    while reached:
        number += 1
        made: list[Moment] = []

        def make(other: Callable[[], object], number: int = number, made: list[Moment] = made) -> Moment:
            made.append(Moment(number, other, watched))
            return made[0]

        yield make
        reached = bool(made[0].where)
