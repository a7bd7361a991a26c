"""What ends at a limit (memory, disk, time, a file gone) says so on one line, in both languages, and never wrongly."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from data import engine
from data.errors import FunnelError, QueryError, SourceError, StoreError
from data.merge import Merger
from data.retell import retell
from data.words import Words
from metrics.__main__ import main

WIDE = "select count(distinct md5(range::text)) from range(3_000_000)"


@pytest.mark.parametrize(
    ("memory", "spill", "variable"), [("30MB", "0B", engine.SPILL), ("30MB", "1MB", engine.SPILL), ("1MB", "20GB", "")]
)
def test_a_limit_is_named_with_what_raises_it(
    memory: str, spill: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(engine.MEMORY, memory)
    monkeypatch.setenv(engine.SPILL, spill)
    with pytest.raises(QueryError) as caught, engine.explain():
        engine.connect().execute(WIDE).fetchall()
    size, name = (spill, engine.SPILL) if variable else (memory, engine.MEMORY)
    assert caught.value.message.startswith(f"it takes more than {size} of ")
    assert name in caught.value.message
    assert "bộ nhớ" in retell(Words("vi"), caught.value.message) or variable


def test_too_long_is_said_as_such() -> None:
    slow = duckdb.connect()
    slow.execute("set global max_execution_time = 50")
    with pytest.raises(QueryError, match="stopped after 120 s") as caught, engine.explain():
        slow.execute(
            "select count(*) from range(100000) a, range(1000000) b where a.range * b.range % 7 = 3"
        ).fetchall()
    assert "dừng sau 120 giây" in retell(Words("vi"), caught.value.message)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "deals.parquet"
    with pytest.raises(QueryError, match="nothing stored was lost") as caught, engine.explain():
        engine.connect([tmp_path]).execute(f"select * from {engine.parquet([gone])}")
    assert "deals.parquet" in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("size", ["", "abc", "3", "-1GB", "3GB; select 1", "3 GB\n"])
def test_what_is_no_size_is_refused(size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.MEMORY, size)
    with pytest.raises(SourceError, match="write a size such as 3GB"):
        engine.connect()


@pytest.mark.parametrize("size", ["2GB", "500mb", "1.5 GiB", "800000000B", "10%"])
def test_sizes_as_people_write_them(size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.MEMORY, size)
    assert engine.connect().execute("select 1").fetchone() == (1,)


def test_a_file_that_is_gone_while_uploads_are_merged_is_no_misfit(tmp_path: Path) -> None:
    merger = Merger("deals", tmp_path, (tmp_path,))
    with pytest.raises(QueryError, match="nothing stored was lost"):
        merger._query(f"select * from {engine.parquet([tmp_path / 'deals.parquet'])}")
    with pytest.raises(StoreError, match="Files do not fit together"):
        merger._query("select no_such_column")


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(duckdb.BinderException), engine.explain():
        duckdb.connect().execute("select no_such_column")
    with pytest.raises(FunnelError, match="as it was"), engine.explain():
        raise QueryError("as it was", "")


def test_the_command_line_says_it_on_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(engine.MEMORY, "8MB")
    monkeypatch.setenv(engine.SPILL, "1MB")
    assert main(["score", "demo"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("Too much to compute: ")
