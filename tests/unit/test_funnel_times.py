"""Medians per group by counting upper bits: the same as sorting everything, for any numbers."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.funnel_times import group_medians

ROWS = st.lists(st.tuples(st.integers(0, 3), st.one_of(st.integers(0, 9), st.integers(0, 2**40))), max_size=60)


@given(ROWS)
def test_medians_are_those_of_the_sorted_values(rows: list[tuple[int, int]]) -> None:
    codes, ticks = np.array([row[0] for row in rows], np.int16), np.array([row[1] for row in rows], np.int64)
    values = {code: [tick for known, tick in rows if known == code] for code in {row[0] for row in rows}}
    right = {code: statistics.median(found) for code, found in values.items()}
    for groups in (4, 5_000, 1 << 20):  # with many groups few bits of a value are counted, or none
        assert group_medians(codes, ticks, groups) == right


@pytest.mark.parametrize("ticks", [[5], [5, 8], [3, 1, 2], [0, 0, 7, 9], [2**31 - 1, 0], [70_000, 65_535, 65_536, 1]])
def test_without_groups_codes_are_not_looked_at(ticks: list[int]) -> None:
    found = group_medians(np.zeros(0, np.int16), np.array(ticks, np.int32), 1)
    assert found == {0: statistics.median(ticks)}


def test_of_nothing_there_is_none() -> None:
    assert group_medians(np.zeros(0, np.int16), np.zeros(0, np.int32), 3) == {}
