"""Rules between tables: what is added is judged together with what is stored, on the page and by the commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.__main__ import main
from data.beside import beside
from data.commands_add import run
from data.ingest import Ingested
from data.links import check_together
from data.read.raw import Notice
from data.store import Workspace
from tests.unit.reading_kit import read, text

DEALS = "table: deals\ncolumns: {deal_id: id, lead_id: lead, account_id: acc, stage: stage, status: status}"
LEADS = "table: leads\ncolumns: {lead_id: id, created_at: made}"
EVENTS = "table: events\ncolumns: {user_id: user, ts: at, event: what}"
ORDERS = "table: orders\ncolumns: {order_id: id, user_id: user, ts: at, amount: money}"


def deals(count: int = 40, stage: str = "Demo", status: str = "won") -> Ingested:
    rows = [[f"d{n}", f"l{n}", f"a{n}", stage, status] for n in range(count)]
    return read(text(rows, header=("id", "lead", "acc", "stage", "status")), DEALS)


def leads(count: int) -> Ingested:
    return read(text([[f"l{n}", "2024-03-01"] for n in range(count)], header=("id", "made")), LEADS)


def accounts(count: int) -> Ingested:
    rows = [[f"a{n}", "2024-03-01"] for n in range(count)]
    return read(text(rows, header=("id", "made")), "table: accounts\ncolumns: {account_id: id, signed_at: made}")


def changes(stage: str, deal: str = "d1") -> Ingested:
    mapping = "table: stage_changes\ncolumns: {deal_id: id, stage: stage, entered_at: at}"
    rows = [[deal, stage, "2024-03-01"], [deal, "Won", "2024-03-09"]]
    return read(text(rows, header=("id", "stage", "at")), mapping)


def orders(people: range) -> Ingested:
    rows = [[f"o{n}", f"u{n}", "2024-03-01", "5.00"] for n in people]
    return read(text(rows, header=("id", "user", "at", "money")), ORDERS)


def events(people: range) -> Ingested:
    rows = [[f"u{n}", f"2024-03-01 10:00:{n % 60:02}", "visit"] for n in people]
    return read(text(rows, header=("user", "at", "what")), EVENTS)


def one(found: list[tuple[int, Notice]], code: str) -> tuple[int, Notice]:
    (told,) = [entry for entry in found if entry[1].code == code]
    return told


def paths(found: Ingested) -> list[Path]:
    assert found.parquet is not None
    return [found.parquet]


def test_stored_rows_count_as_much_as_those_added_with_them() -> None:
    added = deals()
    assert check_together([added]) == []
    place, told = one(check_together([added], {"leads": paths(leads(37))}), "orphan_keys")
    assert (place, told.found, dict(told.values)["count"], dict(told.values)["total"]) == (0, "l37", 3, 40)
    assert check_together([added, leads(3)], {"leads": paths(leads(40))}) == []


def test_keys_of_stored_rows_are_told_with_the_file_they_should_be_in() -> None:
    place, told = one(check_together([events(range(3)), leads(39)], {"deals": paths(deals())}), "orphan_keys")
    assert (place, told.column, told.found) == (1, "lead_id", "l39")


def test_only_won_deals_need_their_account() -> None:
    customers = {"accounts": paths(accounts(30))}
    assert one(check_together([deals()], customers), "orphan_keys")[1].severity == "warn"
    assert check_together([deals(status="lost")], customers) == []


def test_a_stage_that_history_spells_differently() -> None:
    found = check_together([deals(2, "demo ", "open"), changes("Demo", "d0")])
    assert one(found, "unknown_stages")[1].found == "demo"
    assert check_together([deals(2, "Demo", "open"), changes("Demo", "d0")]) == []
    assert check_together([deals(2, "demo", "won"), changes("Demo", "d0")]) == []  # closed deals left their stage


def test_unseen_buyers_are_information_with_their_share() -> None:
    found = check_together([orders(range(40)), events(range(10, 40))])
    place, told = one(found, "buyers_unseen")
    assert (place, told.severity, told.message.split(":")[0]) == (
        0,
        "info",
        "25% of the buyers (10 of 40) never occur in events",
    )
    assert check_together([orders(range(40)), events(range(60))]) == []


def test_no_common_person_at_all_is_a_warning() -> None:
    _, told = one(check_together([orders(range(40))], {"events": paths(events(range(50, 60)))}), "buyers_unknown")
    assert (told.severity, dict(told.values)["total"]) == ("warn", 40)
    assert "u0" in told.message


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWO_FUNNELS_WORKSPACE", str(tmp_path / "workspace"))
    for name, rows in {
        "leads": ["lead_id,created_at", *(f"l{n},2024-03-{n % 28 + 1:02d}" for n in range(30))],
        "deals": ["deal_id,lead_id,status,created_at", *(f"d{n},l{n},won,2024-04-01" for n in range(35))],
        "log1": ["user_id,ts,event", *(f"u{n},2024-03-{n % 10 + 1:02d} 08:00:00,visit" for n in range(200))],
        "log2": ["user_id,ts,event", *(f"u{n},2024-03-{n % 3 + 14:02d} 08:00:00,visit" for n in range(60))],
    }.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_add_says_what_does_not_fit_the_stored_tables(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["crm", "leads=leads.csv"]) == 0
    capsys.readouterr()
    assert run(["crm", "deals=deals.csv"]) == 0
    assert "5 of 35 rows of deals name a “lead_id” that leads does not have, such as l30" in capsys.readouterr().out


def test_check_looks_at_the_data_set_it_is_told_of(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["crm", "leads=leads.csv"]) == 0
    capsys.readouterr()

    def codes(*more: str) -> set[str]:
        assert main(["check", "deals=deals.csv", *more, "--format", "json"]) == 0
        (report,) = json.loads(capsys.readouterr().out)
        return {notice["code"] for notice in report["notices"]}

    assert "orphan_keys" not in codes()
    assert "orphan_keys" in codes("--dataset", "crm")
    assert main(["check", "deals=deals.csv", "--dataset", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
    assert Workspace().version("crm").number == 1


def test_days_missing_after_what_is_stored_and_fewer_rows(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["shop", "events=log1.csv"]) == 0
    capsys.readouterr()
    assert main(["check", "events=log2.csv", "--dataset", "shop"]) == 0
    out = capsys.readouterr().out
    assert "3 days are missing between what is stored, up to 2024-03-10, and this file, from 2024-03-14" in out
    assert "[volume_drop] 60 rows, where the version before had 200" in out


def test_corrections_of_past_days_are_no_drop(here: Path) -> None:
    assert run(["shop", "events=log1.csv"]) == 0
    (here / "few.csv").write_text("user_id,ts,event\nx,2024-03-05 08:00:00,visit\n", encoding="utf-8")
    place = Workspace()
    few = place.prepare(place.raw_put(here / "few.csv"), "events")
    assert beside(place, "shop", [few], "append") == []
    told = {notice.code for _, notice in beside(place, "shop", [few], "replace")}
    assert told == {"volume_drop", "ends_earlier"}


def test_the_version_compared_with_is_the_last_one_with_the_table(here: Path) -> None:
    assert run(["shop", "events=log1.csv"]) == 0
    assert run(["shop", "leads=leads.csv"]) == 0
    place = Workspace()
    few = place.prepare(place.raw_put(here / "log2.csv"), "events")
    assert "volume_drop" in {notice.code for _, notice in beside(place, "shop", [few], "append")}
