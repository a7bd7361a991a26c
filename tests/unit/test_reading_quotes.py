"""Quotes that never close: each costs its own line, not another walk through the rest of the file."""

from __future__ import annotations

import pytest

from data.read import split
from data.read.split import Dialect, records


def test_many_open_quotes_are_split_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    cities = ['"Hue' if i % 10 == 3 else "Hue" for i in range(1000)]
    lines = [f"{i},{city},{i}" for i, city in enumerate(cities)]
    calls = 0
    real = split.split_line

    def counted(line: str, dialect: Dialect) -> tuple[list[str], str]:
        nonlocal calls
        calls += 1
        return real(line, dialect)

    monkeypatch.setattr(split, "split_line", counted)
    found = list(records(lines, Dialect(",", '"'), 3))
    assert len(found) == 1000
    assert sum(record.trouble == "unclosed" for record in found) == 100
    assert calls < 3 * len(lines)  # it was one split per open quote and quoted line behind it: 5,000 here


def test_a_cell_of_several_lines_with_another_behind_it_is_kept() -> None:
    lines = ['1,"a', 'b","c', 'd"', "2,x,y"]
    found = list(records(lines, Dialect(",", '"'), 3))
    assert [record.cells for record in found] == [["1", "a\nb", "c\nd"], ["2", "x", "y"]]
