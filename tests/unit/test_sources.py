"""SOURCE on the command line: data sets, folders, table=path, and what each mistake is told."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from data.dataset import DataSet
from data.errors import FunnelError, MappingError, SourceError
from data.said import QuestionError, question_line
from data.sources import open_source
from data.store import Workspace
from data.typed.question import Option, Question
from tests.unit.store_kit import staged

LEADS = "lead_id,created_at,channel\nl1,2026-01-31 10:00:00,search\nl2,2026-02-15 10:00:00,social\n"
MORE_LEADS = "lead_id,created_at,channel\nl2,2026-02-16 10:00:00,email\nl3,2026-02-17 10:00:00,email\n"
TARGETS = "side,period_start,period_end,amount\nb2b,2026-01-01,2026-03-31,1000\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own as the current one, without a workspace."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWO_FUNNELS_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def values(dataset: DataSet, table: str, columns: str) -> list[tuple[object, ...]]:
    files = ", ".join(f"'{path}'" for path in dataset.files[table])
    sql = f"select {columns} from read_parquet([{files}], union_by_name = true) order by all"
    return duckdb.connect(":memory:").execute(sql).fetchall()


def test_a_file_with_its_table(here: Path) -> None:
    write(here / "crm export.csv", LEADS)
    dataset = open_source(["leads=crm export.csv"])
    assert (dataset.name, dataset.timezone, dataset.currency) == ("leads", "Asia/Ho_Chi_Minh", "VND")
    assert values(dataset, "leads", "lead_id, channel") == [("l1", "search"), ("l2", "social")]


def test_a_file_with_a_mapping_file(here: Path) -> None:
    write(here / "a.csv", LEADS.replace("lead_id", "Mã"))
    write(here / "map" / "a.yaml", "table: leads\ncolumns: {lead_id: Mã, created_at: created_at, channel: channel}\n")
    assert values(open_source(["leads=a.csv:map/a.yaml"]), "leads", "lead_id") == [("l1",), ("l2",)]


def test_the_same_table_twice_is_put_end_to_end_an_id_once(here: Path) -> None:
    write(here / "a.csv", LEADS)
    write(here / "b.csv", MORE_LEADS)
    dataset = open_source(["leads=a.csv", "leads=b.csv"])
    assert values(dataset, "leads", "lead_id, channel") == [("l1", "search"), ("l2", "social"), ("l3", "email")]
    assert "leads: 1 row set aside, its id came in an earlier file" in dataset.notes


def test_the_same_file_twice_adds_nothing(here: Path) -> None:
    text = "side,date,cost\nb2b,2026-01-05,10\n"
    write(here / "a.csv", text)
    write(here / "copy.csv", text)
    dataset = open_source(["marketing=a.csv", "marketing=copy.csv"])
    assert len(values(dataset, "marketing", "cost")) == 1
    assert any("adds nothing" in note for note in dataset.notes)


def test_a_folder(here: Path) -> None:
    write(here / "export" / "Leads.CSV", LEADS)
    write(here / "export" / "goals.csv", TARGETS.replace("side", "seite"))
    write(
        here / "export" / "goals.yaml",
        "table: targets\ncolumns: {side: seite, period_start: period_start, period_end: period_end, amount: amount}\n",
    )
    write(here / "export" / "notes.txt", "call Anna\n")
    dataset = open_source(["export"])
    assert dataset.name == "export"
    assert set(dataset.files) == {"leads", "targets"}
    assert any(note.startswith("notes.txt") for note in dataset.notes)


def test_a_folder_of_nothing(here: Path) -> None:
    write(here / "export" / "notes.txt", "call Anna\n")
    with pytest.raises(SourceError, match=r"notes\.txt"):
        open_source(["export"])


def test_a_question_names_the_answer(here: Path) -> None:
    write(here / "a.csv", "lead_id,created_at\nl1,03/04/2026\nl2,05/06/2026\n")
    with pytest.raises(QuestionError, match=r"read: \{date: "):
        open_source(["leads=a.csv"])


def test_a_question_about_a_column_names_its_place() -> None:
    question = Question("mapping", "Mã", "deal_id", "Which?", (Option("Mã", (("columns.deal_id", "Mã"),), ""),), "x")
    words = Question("mapping", "Won", "status", "Sure?", (Option("w", (("values.status.Won", "won"),), ""),), "x")
    assert question_line(question) == 'Which? Write columns: {deal_id: "Mã"}'
    assert question_line(words) == 'Sure? Write values: {status: {Won: "won"}}'


def test_version_changes_with_content_and_zone(here: Path) -> None:
    write(here / "a.csv", LEADS)
    first = open_source(["leads=a.csv"]).version
    assert open_source(["leads=a.csv"]).version == first
    assert open_source(["leads=a.csv"], timezone="Europe/Paris").version != first
    write(here / "a.csv", LEADS.replace("social", "email"))
    assert open_source(["leads=a.csv"]).version != first


def test_a_stored_data_set_and_its_older_version(here: Path) -> None:
    workspace = Workspace()
    one = "select 'd1' as deal_id, 'open' as status"
    workspace.publish("sales", [staged(workspace, "deals", one)])
    workspace.publish("sales", [staged(workspace, "deals", one.replace("d1", "d2"))])
    assert len(values(open_source(["sales"]), "deals", "deal_id")) == 2
    assert values(open_source(["Sales@1"]), "deals", "deal_id") == [("d1",)]


def test_a_stored_data_set_with_a_file(here: Path) -> None:
    workspace = Workspace()
    deal = staged(workspace, "deals", "select 'd1' as deal_id, 'open' as status", currency="USD")
    workspace.publish("sales", [deal], timezone="Europe/Paris")
    write(here / "goals.csv", TARGETS)
    dataset = open_source(["sales", "targets=goals.csv"])
    assert set(dataset.files) == {"deals", "targets"}
    assert (dataset.timezone, dataset.currency) == ("Europe/Paris", "USD")


def test_ids_are_hashed_alike_in_a_stored_data_set_and_a_file(here: Path) -> None:
    """An account known by its e-mail address must still be the same account in both."""
    workspace = Workspace()
    write(here / "leads.csv", "lead_id,created_at\nan@example.com,2026-01-31 10:00:00\n")
    workspace.publish("crm", [workspace.prepare(workspace.raw_put(here / "leads.csv"), "leads")])
    stored = values(open_source(["crm"]), "leads", "lead_id")
    assert "example.com" not in str(stored)
    dataset = open_source(["crm", "leads=leads.csv"])
    assert values(dataset, "leads", "lead_id") == stored


def test_zones_that_differ_are_refused(here: Path) -> None:
    workspace = Workspace()
    workspace.publish("sales", [staged(workspace, "deals", "select 'd1' as deal_id, 'open' as status")])
    with pytest.raises(SourceError, match="Asia/Ho_Chi_Minh"):
        open_source(["sales"], timezone="Europe/Paris")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("lead=a.csv", 'did you mean "leads"'),
        ("leads=nothing.csv", "nothing.csv"),
        ("leads=a.yaml", "expected leads=path"),
        ("a.csv", "say which table"),
        ("sale", 'did you mean "sales"'),
        ("sales@9", "versions 1 to 1"),
        ("leads=a.csv:nothing.yaml", "nothing.yaml"),
        ("leads=a.csv:bad.yaml", "tabel"),
    ],
)
def test_mistakes_are_told(here: Path, source: str, words: str) -> None:
    workspace = Workspace()
    workspace.publish("sales", [staged(workspace, "deals", "select 'd1' as deal_id, 'open' as status")])
    write(here / "a.csv", LEADS)
    write(here / "bad.yaml", "tabel: leads\n")
    with pytest.raises(FunnelError, match=words) as caught:
        open_source([source])
    assert "\n" not in str(caught.value)


def test_a_mapping_file_of_another_table_is_not_taken_for_this_one(here: Path) -> None:
    write(here / "a.csv", LEADS)
    write(here / "a.yaml", "table: orders\ncolumns: {order_id: lead_id, ts: created_at, user_id: lead_id}\n")
    with pytest.raises(MappingError, match=r"a\.yaml: it is for the table orders, not leads"):
        open_source(["leads=a.csv:a.yaml"])


def test_a_folder_named_like_a_data_set_is_asked_about(here: Path) -> None:
    workspace = Workspace()
    workspace.publish("sales", [staged(workspace, "deals", "select 'd1' as deal_id, 'open' as status")])
    write(here / "sales" / "leads.csv", LEADS)
    with pytest.raises(SourceError, match=r"\./sales"):
        open_source(["sales"])
    assert set(open_source(["./sales"]).files) == {"leads"}


def test_reading_makes_no_workspace(here: Path) -> None:
    write(here / "a.csv", LEADS)
    open_source(["leads=a.csv"])
    open_source(["demo"])
    assert not (here / "workspace").exists()


def test_no_source_and_no_zone(here: Path) -> None:
    with pytest.raises(SourceError):
        open_source([])
    with pytest.raises(MappingError, match="not a time zone"):
        open_source(["demo"], timezone="Mars/Base")
