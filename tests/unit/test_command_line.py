"""The command line as a cron job meets it: exit codes, one clear line, and what the formats hold."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from metrics.__main__ import COMMANDS, main
from metrics.result import STATUSES

FIELDS = {
    "kpi", "side", "stage", "unit", "value", "numerator", "denominator", "low", "high", "status", "certainty",
    "benchmark", "from", "to", "previous_value", "note",
}  # fmt: skip
HEADER = "lead_id,created_at,sql_at,channel"


def line(number: int) -> str:
    """One lead of June; every third became SQL two hours later."""
    day = f"2026-06-{1 + number % 28:02}"
    return f"L{number},{day} 10:00:00,{f'{day} 12:00:00' if number % 3 == 0 else ''},{'Ads' if number % 2 else '=Mail'}"


LEADS = "\n".join([HEADER, *map(line, range(90)), "last,2026-08-30 10:00:00,,Ads", ""])


@pytest.fixture
def leads(tmp_path: Path) -> str:
    """A SOURCE of well-formed leads: a third became SQL within two hours."""
    path = tmp_path / "leads.csv"
    path.write_text(LEADS, encoding="utf-8")
    return f"leads={path}"


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one command."""
    try:
        code = main(argv)
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_retention_of_a_channel_nobody_has_is_an_error_not_a_row_of_noughts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("user_id,ts,amount,channel\na,2026-06-01,10,Ads\nb,2026-06-02,10,Mail\n", encoding="utf-8")
    code, out, err = run(capsys, "retention", f"orders={path}", "--channel", "ads")
    assert (code, out) == (2, "")
    assert err == "Unknown channel: 'ads': the data have Ads, Mail; did you mean \"Ads\"?\n"
    assert run(capsys, "retention", f"orders={path}", "--segment", "x")[0] == 2
    assert run(capsys, "retention", f"orders={path}", "--channel", "Ads", "--segment", "Unknown")[0] == 0


def test_score_as_json_holds_every_field_of_the_contract(leads: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "score", leads, "--from", "2026-06-01", "--to", "2026-06-30", "--format", "json")
    assert (code, err) == (0, "")
    rows = {row["kpi"]: row for row in json.loads(out) if row["side"] == "b2b"}
    found = rows["lead_to_sql"]
    assert set(found) >= FIELDS
    assert (found["value"], found["numerator"], found["denominator"]) == (pytest.approx(1 / 3), 30, 90)
    assert (found["status"], found["certainty"], found["from"]) == ("green", "clear", "2026-06-01")
    assert found["benchmark"] == {"code": "F2", "low": 0.2, "high": 0.4, "direction": "higher", "margin": 0.2}
    assert {row["status"] for row in json.loads(out)} <= set(STATUSES)
    assert rows["nrr"]["status"] == "no_data"


def test_score_by_channel_and_as_csv_is_formula_safe(leads: str, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("score", leads, "--from", "2026-06-01", "--to", "2026-06-30", "--by", "channel", "--format", "csv")
    code, out, _ = run(capsys, *argv)
    rows = [row for row in csv.DictReader(io.StringIO(out)) if row["kpi"] == "lead_to_sql"]
    assert code == 0
    assert [(row["channel"], row["denominator"]) for row in rows] == [("'=Mail", "45"), ("Ads", "45")]
    assert rows[0]["benchmark.code"] == "F2"


def test_a_table_fits_a_terminal_line_per_kpi(leads: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "score", leads)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith("kpi")
    assert any(line.startswith("lead_to_sql") for line in lines)


@pytest.mark.parametrize(
    "days", [["--to", "9999-12-31"], ["--from", "0001-01-01"], ["--from", "0001-01-01", "--compare", "year"]]
)
def test_days_until_forever_or_since_ever_are_the_data(
    leads: str, capsys: pytest.CaptureFixture[str], days: list[str]
) -> None:
    code, out, err = run(capsys, "score", leads, *days, "--format", "json")
    assert (code, err) == (0, "")
    assert next(row["denominator"] for row in json.loads(out) if row["kpi"] == "lead_to_sql") == 90


def test_money_in_a_table_is_written_out_not_as_a_power_of_ten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("deal_id,status,amount,closed_at\na,won,16800000.50,2026-06-01\nb,won,1,2026-06-02\n", "utf-8")
    assert "  16800001.50  " in run(capsys, "pipeline", f"deals={path}")[1]
    assert "  8400000.75  " in run(capsys, "score", f"deals={path}")[1]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("score", "nowhere"), "nowhere"),
        (("score", "leads=missing.csv"), "missing.csv"),
        (("score", "LEADS", "--from", "2026-02-30"), "2026-02-30"),
        (("score", "LEADS", "--from", "2026-07-01", "--to", "2026-06-01"), "swap"),
        (("score", "LEADS", "--period", "week", "--from", "2026-06-01"), "exclude"),
        (("score", "LEADS", "--as-of", "2030-01-01"), "2026-08-30"),
        (("score", "LEADS", "--channel", "ads"), 'did you mean "Ads"'),
        (("score", "LEADS", "--timezone", "Asia/Saigonn"), "Asia/Saigonn"),
        (("funnel", "LEADS", "--side", "b2b", "--steps", "lead,mqll"), "mqll"),
        (("pipeline", "LEADS", "--quarter", "2026Q5"), "2026Q5"),
        (("pipeline", "LEADS", "--quarter", "2026Q2", "--period", "qtd"), "exclude"),
        (("scores", "LEADS"), "scores"),
        (("report", "LEADS", "--out", "never.html", "--channel", "ads"), 'did you mean "Ads"'),
        (("report", "LEADS", "--out", "never.html", "--segment", "SMB"), "SMB"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    leads: str, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], words: str
) -> None:
    code, out, err = run(capsys, *(leads if word == "LEADS" else word for word in argv))
    assert code == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert words in err


@pytest.mark.parametrize(
    ("argv", "quarter"),
    [
        ((), "2026Q3"),
        (("--quarter", "2026Q1"), "2026Q1"),
        (("--from", "2026-05-01", "--to", "2026-06-30"), "2026Q2"),
        (("--as-of", "2026-06-20", "--period", "mtd"), "2026Q2"),
    ],
)
def test_the_pipeline_is_that_of_the_quarter_asked_for(
    leads: str, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], quarter: str
) -> None:
    code, out, _ = run(capsys, "pipeline", leads, *argv, "--format", "json")
    assert (code, json.loads(out)["quarter"]) == (0, quarter)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert "SOURCE" in out
