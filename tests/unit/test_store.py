"""The workspace: versions, appending, replacing, deleting, what is noticed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from data.errors import StoreError
from data.mapping import Mapping
from data.read.raw import Notice
from data.said import QuestionError
from data.store import Workspace
from data.typed.question import Option, Question
from tests.unit.store_kit import rows, staged

JUNE = "select * from (values ('d1', 'open', 10.00::decimal(18,2)), ('d2', 'open', 20.00)) t (deal_id, status, amount)"
JULY = "select * from (values ('d2', 'won'), ('d3', 'open')) t (deal_id, status)"
VISITS = "select 'u1' as user_id, timestamp '2026-06-01 10:00' as ts, 'visit' as event"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


def codes(version: object) -> list[str]:
    return [remark.code for remark in version.notices]  # type: ignore[attr-defined]


def test_append_replaces_by_id_and_keeps_columns_the_newer_file_lacks(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE)])
    second = workspace.publish("sales", [staged(workspace, "deals", JULY)])
    found = rows(workspace, "sales", "select deal_id, status, amount from deals order by 1")
    assert found == [("d1", "open", Decimal(10)), ("d2", "won", Decimal(20)), ("d3", "open", None)]
    assert codes(second) == ["replaced"]
    assert dict(second.rows) == {"deals": 3}


def test_older_version_stays_as_it_was(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE)])
    workspace.publish("sales", [staged(workspace, "deals", JULY)])
    assert rows(workspace, "sales", "select status from deals order by deal_id", 1) == [("open",), ("open",)]
    assert [one.number for one in workspace.versions("sales")] == [2, 1]
    assert workspace.open("sales@1").version != workspace.open("sales").version


@pytest.mark.parametrize("mode", ["append", "replace"])
@pytest.mark.parametrize(("table", "sql"), [("deals", JUNE), ("events", VISITS)])
def test_same_file_twice_adds_nothing(workspace: Workspace, mode: str, table: str, sql: str) -> None:
    workspace.publish("sales", [staged(workspace, table, sql, b"one file")])
    again = workspace.publish("sales", [staged(workspace, table, sql, b"one file")], mode)
    assert not again.added
    assert again.number == 1
    assert "nothing_new" in codes(again)
    assert len(workspace.versions("sales")) == 1


def test_same_file_does_not_bring_old_rows_back(workspace: Workspace) -> None:
    """The first upload's rows were all overtaken; uploading it again must not overtake the newer ones."""
    newer = JUNE.replace("'open'", "'won'")
    workspace.publish("sales", [staged(workspace, "deals", JUNE, b"june")])
    workspace.publish("sales", [staged(workspace, "deals", newer, b"july")])
    again = workspace.publish("sales", [staged(workspace, "deals", JUNE, b"june")])
    assert not again.added
    assert rows(workspace, "sales", "select distinct status from deals") == [("won",)]


def test_same_file_twice_in_one_upload_counts_once(workspace: Workspace) -> None:
    twice = [staged(workspace, "events", VISITS, b"log"), staged(workspace, "events", VISITS, b"log")]
    version = workspace.publish("shop", twice)
    assert dict(version.rows) == {"events": 1}
    assert "same_file" in codes(version)


def test_two_sheets_of_one_file_are_two_uploads(workspace: Workspace) -> None:
    other = VISITS.replace("u1", "u2")
    workspace.publish("shop", [staged(workspace, "events", VISITS, b"book", sheet="2025")])
    version = workspace.publish("shop", [staged(workspace, "events", other, b"book", sheet="2026")])
    assert dict(version.rows) == {"events": 2}


def test_a_file_read_anew_takes_the_place_of_its_earlier_reading(workspace: Workspace) -> None:
    wrong = VISITS.replace("2026-06-01", "2026-01-06")
    workspace.publish("shop", [staged(workspace, "events", wrong, b"log")])
    version = workspace.publish("shop", [staged(workspace, "events", VISITS, b"log", note="day first")])
    assert rows(workspace, "shop", "select ts::date::varchar from events") == [("2026-06-01",)]
    assert codes(version) == ["read_anew"]


def test_an_old_file_read_anew_does_not_overtake_newer_rows(workspace: Workspace) -> None:
    corrected = JUNE.replace("10.00", "11.00").replace("20.00", "22.00")
    workspace.publish("sales", [staged(workspace, "deals", JUNE, b"june")])
    workspace.publish("sales", [staged(workspace, "deals", JULY, b"july")])
    workspace.publish("sales", [staged(workspace, "deals", corrected, b"june", note="decimal comma")])
    found = rows(workspace, "sales", "select deal_id, status, amount from deals order by 1")
    assert found[0] == ("d1", "open", Decimal(11))
    assert [row[:2] for row in found[1:]] == [("d2", "won"), ("d3", "open")]


def test_rows_exactly_there_already_add_nothing(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE)])
    more = f"{JUNE} union all select 'd9', 'open', 9.00"
    version = workspace.publish("sales", [staged(workspace, "deals", more)])
    assert codes(version) == ["same"]
    assert dict(version.notices[0].values) == {"table": "deals", "n": 2}
    assert dict(version.rows) == {"deals": 3}


def test_repeats_without_id_are_counted_and_dropped_only_on_request(workspace: Workspace) -> None:
    workspace.publish("shop", [staged(workspace, "events", VISITS)])
    kept = workspace.publish("shop", [staged(workspace, "events", VISITS)])
    assert codes(kept) == ["repeated"]
    assert dict(kept.rows) == {"events": 2}
    more = f"{VISITS} union all {VISITS.replace('u1', 'u2')}"
    dropped = workspace.publish("shop", [staged(workspace, "events", more, drop=True)])
    assert codes(dropped) == ["dropped"]
    assert dict(dropped.rows) == {"events": 3}


def test_orders_without_order_id_are_all_kept(workspace: Workspace) -> None:
    orders = "select 'u1' as user_id, timestamp '2026-06-01' as ts, 5.00::decimal(18,2) as amount"
    workspace.publish("shop", [staged(workspace, "orders", orders)])
    with_id = f"select 'o1' as order_id, * from ({orders}) union all select null, * from ({orders})"
    version = workspace.publish("shop", [staged(workspace, "orders", with_id)])
    assert dict(version.rows) == {"orders": 3}


def test_id_in_two_files_of_one_upload_the_first_stays(workspace: Workspace) -> None:
    version = workspace.publish("sales", [staged(workspace, "deals", JUNE), staged(workspace, "deals", JULY)])
    found = rows(workspace, "sales", "select deal_id, status from deals order by 1")
    assert found == [("d1", "open"), ("d2", "open"), ("d3", "open")]
    assert codes(version) == ["set_aside"]


def test_replace_takes_the_tables_place_and_others_carry_over(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE), staged(workspace, "events", VISITS)])
    version = workspace.publish("sales", [staged(workspace, "deals", JULY)], mode="replace")
    assert dict(version.rows) == {"deals": 2, "events": 1}
    assert rows(workspace, "sales", "select deal_id from deals order by 1") == [("d2",), ("d3",)]


def test_currency_and_time_zone_must_fit_what_stays(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE, currency="VND")])
    with pytest.raises(StoreError, match="USD"):
        workspace.publish("sales", [staged(workspace, "deals", JULY, currency="USD")])
    with pytest.raises(StoreError, match="Europe/Paris"):
        workspace.publish("sales", [staged(workspace, "deals", JULY)], timezone="Europe/Paris")
    replaced = workspace.publish("sales", [staged(workspace, "deals", JULY, currency="USD")], mode="replace")
    assert replaced.currency == "USD"
    assert workspace.open("sales").currency == "USD"


def test_two_currencies_in_one_upload_are_refused(workspace: Workspace) -> None:
    both = [staged(workspace, "deals", JUNE, currency="VND"), staged(workspace, "deals", JULY, currency="USD")]
    with pytest.raises(StoreError, match="one currency"):
        workspace.publish("sales", both)
    assert workspace.datasets() == []


@pytest.mark.parametrize(
    "name", ["", "demo", "Demo", "a/b", "a\\b", "a=b", "a@2", "a:b", "-x", ".x", " x", "a\nb", "x" * 81]
)
def test_unfit_names(workspace: Workspace, name: str) -> None:
    with pytest.raises(StoreError):
        workspace.publish(name, [staged(workspace, "deals", JUNE)])


def test_delete_and_undo(workspace: Workspace) -> None:
    workspace.publish("Bán hàng", [staged(workspace, "deals", JUNE)])
    workspace.delete("bán HÀNG")
    assert workspace.datasets() == []
    with pytest.raises(StoreError, match="not in"):
        workspace.open("Bán hàng")
    assert [info.name for info in workspace.datasets(deleted=True)] == ["Bán hàng"]
    workspace.undo_delete("Bán hàng")
    assert len(rows(workspace, "Bán hàng", "from deals")) == 2


def test_undo_does_not_push_a_newer_one_aside(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE)])
    workspace.delete("sales")
    workspace.publish("sales", [staged(workspace, "deals", JULY)])
    with pytest.raises(StoreError, match="newer"):
        workspace.undo_delete("sales")


def test_erase_leaves_nothing_but_the_record(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE, b"secret-bytes")])
    (workspace.cubes / "funnel-1.parquet").write_bytes(b"x")
    workspace.delete("sales")
    workspace.publish("sales", [staged(workspace, "deals", JULY, b"more")])
    workspace.erase("sales")
    left = [
        path
        for path in workspace.folder.rglob("*")
        if path.is_file() and path.parent.name in ("raw", "tables", "cubes")
    ]
    assert left == []
    with workspace.db.read() as db:
        assert [row["what"] for row in db.execute("select what from records")] == ["delete", "erase", "erase"]


def test_erase_keeps_an_upload_another_data_set_rests_on(workspace: Workspace) -> None:
    workspace.publish("a", [staged(workspace, "deals", JUNE, b"shared")])
    workspace.publish("b", [staged(workspace, "deals", JUNE, b"shared")])
    workspace.erase("a")
    assert workspace.verify() == []
    assert len(list(workspace.raw.iterdir())) == 1
    assert len(rows(workspace, "b", "from deals")) == 2


def test_erased_words_leave_the_catalogue(workspace: Workspace) -> None:
    notice = Notice("bad_value", "warn", "not a date", column="closed_at", found="nguyen.van.a@example.com")
    read = replace(staged(workspace, "deals", JUNE), notices=(notice,))
    workspace.publish("sales", [read])
    workspace.erase("sales")
    stored = b"".join(path.read_bytes() for path in workspace.folder.glob("catalog.sqlite*"))
    assert b"nguyen.van.a" not in stored


def test_purge_removes_bytes_and_keeps_tables(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE, b"personal")])
    sha = workspace.versions("sales")[0].uploads[0].raw
    workspace.purge_raw(sha)
    assert list(workspace.raw.iterdir()) == []
    assert len(rows(workspace, "sales", "from deals")) == 2
    assert workspace.verify() == []
    with pytest.raises(StoreError, match="No such upload"):
        workspace.purge_raw(sha)


def test_people_see_their_own_and_shared(tmp_path: Path) -> None:
    an, binh = Workspace(tmp_path, "an@x"), Workspace(tmp_path, "binh@x")
    an.publish("sales", [staged(an, "deals", JUNE)])
    assert [info.name for info in binh.datasets()] == []
    with pytest.raises(StoreError, match="No such data set"):
        binh.open("sales")
    with pytest.raises(StoreError, match="Name taken"):
        binh.publish("sales", [staged(binh, "deals", JULY)])
    an.share("sales")
    assert [info.name for info in binh.datasets()] == ["sales"]
    with pytest.raises(StoreError, match="Not yours"):
        binh.delete("sales")
    with pytest.raises(StoreError, match="Not yours"):
        binh.erase("sales")


def test_unknown_names_and_versions_say_what_there_is(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE)])
    with pytest.raises(StoreError, match='did you mean "sales"'):
        workspace.open("sale")
    with pytest.raises(StoreError, match="versions 1 to 1, not 7"):
        workspace.open("sales@7")


def test_mapping_is_remembered_by_header(workspace: Workspace) -> None:
    mapping = Mapping("deals", columns={"deal_id": "Opportunity ID"}, values={"status": {"Thắng": "won"}})
    workspace.remember_mapping("f1", "deals", mapping)
    assert workspace.recall_mapping("f1") == mapping
    assert workspace.recall_mapping("f1", "leads") is None
    assert workspace.recall_mapping("f2") is None


def test_raw_bytes_are_kept_once_and_found_again(workspace: Workspace) -> None:
    first = workspace.raw_put(io.BytesIO(b"abc"), "../../etc/a.csv")
    second = workspace.raw_put(io.BytesIO(b"abc"), "b.csv")
    assert first.path == second.path
    assert first.name == "a.csv"
    assert first.path.read_bytes() == b"abc"
    assert [raw.name for raw in workspace.raws(unused=True)] == ["b.csv"]


def test_key_is_made_once(workspace: Workspace) -> None:
    assert len(workspace.key()) == 32
    assert Workspace(workspace.folder).key() == workspace.key()
    assert (workspace.folder / "key").stat().st_mode & 0o077 == 0


def test_survives_a_restart(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", JUNE)])
    again = Workspace(workspace.folder)
    assert again.datasets()[0].rows == {"deals": 2}
    assert again.open("sales").version == workspace.open("sales").version


def test_questions_must_be_answered_before_storing(workspace: Workspace) -> None:
    options = (Option("day first", (("date", "dmy"),), ""), Option("month first", (("date", "mdy"),), ""))
    text = "In “{column}”, is “{example}” day or month first?"
    question = Question("date_order", "Closed", "closed_at", text, options, "03/04/2026")
    read = replace(staged(workspace, "deals", JUNE), questions=(question,))
    with pytest.raises(QuestionError, match=re.escape('read: {date: "dmy"} or read: {date: "mdy"}')):
        workspace.publish("sales", [read])
    assert workspace.datasets() == []
