"""Sums of entity-days per split against a count one by one: few groups (counted in place) and very many (sorted)."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.funnel_sums import SPLITS, Cells

Row = tuple[int, int, int, int]  # day, previous day, channel, segment
MANY = 3_000


def _rows(cells: Cells) -> st.SearchStrategy[list[Row]]:
    day = st.integers(0, cells.days - 1)
    days = day.flatmap(lambda last: st.tuples(st.just(last), st.integers(-1, last - 1)))
    groups = st.tuples(st.integers(0, cells.channels - 1), st.integers(0, cells.segments - 1))
    return st.lists(st.tuples(days, groups).map(lambda both: (*both[0], *both[1])), max_size=60)


@pytest.mark.parametrize("cells", [Cells(9, 3, 2), Cells(9, MANY, MANY), Cells(1, 1, 1)])
@given(data=st.data())
def test_each_split_counts_every_entity_day_once(cells: Cells, data: st.DataObject) -> None:
    chunks = [data.draw(_rows(cells)) for _ in range(2)]
    parts = [cells.counted(*np.array(rows, np.int16).reshape(-1, 4).T) for rows in chunks]
    for split in SPLITS:
        by_channel, by_segment = bool(split & 1), bool(split & 2)
        right = Counter((day, prev, c * by_channel, s * by_segment) for rows in chunks for day, prev, c, s in rows)
        found = cells.summed(split, parts)
        keys = list(zip(*(found[name].tolist() for name in ("day", "prev", "channel", "segment")), strict=True))
        assert dict(zip(keys, found["entities"].tolist(), strict=True)) == right
        assert len(keys) == len(right)


def test_rows_lie_by_how_far_back_the_previous_day_is() -> None:
    cells = Cells(40, 1, 1)
    rows = np.array([(39, 0, 0, 0), (2, -1, 0, 0), (8, 4, 0, 0), (7, 3, 0, 0), (5, 4, 0, 0), (9, 2, 0, 0)])
    found = cells.summed(0, [cells.counted(*rows.T)])
    assert list(zip(found["day"].tolist(), found["prev"].tolist(), strict=True)) == [
        (5, 4), (7, 3), (8, 4), (9, 2), (39, 0), (2, -1)
    ]  # fmt: skip
