"""What the short way says of a whole column of ids is what a look at each of them says."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given
from hypothesis import strategies as st

from data.idproof import ID, Ids, look_at_ids

PIECES = ["A", "b", "7", "10", "@", "-", " ", "=", "'", "~", "e"]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)


def _look(ids: list[str | None], rows: int) -> Ids:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        pq.write_table(pa.table({"id": pa.array(ids, pa.string())}), path, row_group_size=rows)
        return look_at_ids(path, {"id": False})["id"]


@given(st.lists(st.none() | TEXTS, min_size=1, max_size=8), st.integers(1, 4))
@example(["abc", "abc1"], 4)
@example(["1 "], 1)
def test_plain_ids_are_those_of_the_pattern(ids: list[str | None], rows: int) -> None:
    assert _look(ids, rows).plain == all(one is None or bool(re.fullmatch(ID, one)) for one in ids)


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=9), st.integers(1, 4))
@example([9, 10, 9], 1)
@example([9, 10, 10, 11], 2)
def test_ids_in_an_order_come_once(numbers: list[int], rows: int) -> None:
    found = _look([str(number) for number in numbers], rows)
    assert not found.orders or len(set(numbers)) == len(numbers)


def test_ids_that_rise_or_fall_as_texts_or_as_numbers_are_in_an_order() -> None:
    numbers = [*range(8, 13), *range(98, 103)]
    for ids in (numbers, numbers[::-1], sorted(numbers, key=str), sorted(numbers, key=str)[::-1]):
        for rows in (1, 3, 100):
            assert _look([str(number) for number in ids], rows).orders, (ids, rows)
    assert not _look(["1", "3", "2"], 2).orders
    assert not _look(["1", None, "2"], 2).orders


def test_an_id_of_many_letters_is_left_to_the_careful_way() -> None:
    assert not _look(["a" * 200 + "1b"], 1).plain
