"""`python -m data add`: what it stores, prints and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.__main__ import main
from data.commands_add import run
from data.store import Workspace

LEADS = "lead_id,created_at,channel\nl1,2026-01-31 10:00:00,search\nl2,2026-02-15 10:00:00,social\n"
UNSURE = "lead_id,created_at\nl1,03/04/2026\nl2,05/06/2026\n"


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWO_FUNNELS_WORKSPACE", str(tmp_path / "workspace"))
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    (tmp_path / "unsure.csv").write_text(UNSURE, encoding="utf-8")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "dmy.yaml").write_text("table: leads\nread: {date: dmy}\n", encoding="utf-8")
    return tmp_path


def test_a_new_version_and_its_ledger(add: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["crm", "leads=leads.csv", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (file,) = told["files"]
    assert (told["dataset"], told["version"], told["added"], told["rows"]) == ("crm", 1, True, {"leads": 2})
    assert file["records"] == file["used"] + file["set_aside"] + file["rejected"] + file["duplicates"] == 2
    assert Workspace().version("crm").rows == {"leads": 2}


def test_the_table_on_screen(add: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["crm", "leads=leads.csv"]) == 0
    assert "crm@1 stored: leads 2" in capsys.readouterr().out
    assert run(["crm", "leads=leads.csv"]) == 0
    assert "crm@1 unchanged: leads 2" in capsys.readouterr().out


def test_append_and_replace(add: Path) -> None:
    (add / "more.csv").write_text(LEADS.replace("l1", "l3"), encoding="utf-8")
    assert run(["crm", "leads=leads.csv"]) == 0
    assert run(["crm", "leads=more.csv"]) == 0
    assert dict(Workspace().version("crm").rows) == {"leads": 3}
    assert run(["crm", "leads=more.csv", "--mode", "replace"]) == 0
    assert dict(Workspace().version("crm").rows) == {"leads": 2}


def test_options_reach_the_data_set(add: Path) -> None:
    options = ["--timezone", "Europe/Paris", "--currency", "EUR", "--workspace", "elsewhere"]
    assert run(["crm", "leads=leads.csv", *options]) == 0
    dataset = Workspace("elsewhere").open("crm")
    assert (dataset.timezone, dataset.currency) == ("Europe/Paris", "EUR")
    assert Workspace.existing() is None


def test_a_question_exits_with_3_and_a_mapping_file_answers_it(add: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["crm", "leads=unsure.csv"]) == 3
    assert 'read: {date: "dmy"}' in capsys.readouterr().err
    assert Workspace().datasets() == []
    assert run(["crm", "leads=unsure.csv:dmy.yaml"]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "required"),
        (["crm"], "required"),
        (["demo", "leads=leads.csv"], "built-in"),
        (["a/b", "leads=leads.csv"], "a/b"),
        (["crm", "lead=leads.csv"], 'did you mean "leads"'),
        (["crm", "leads=nothing.csv"], "nothing.csv"),
        (["crm", "leads=empty.csv"], "empty.csv"),
        (["crm", "leads=leads.csv", "--timezone", "Mars"], "Mars"),
        (["crm", "leads=leads.csv", "--mode", "merge"], "merge"),
        (["crm", "leads=leads.csv", "--currency", "euro"], "euro"),
    ],
)
def test_mistakes_exit_with_2_and_one_line(
    add: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert Workspace().datasets() == []


@pytest.mark.parametrize(
    "words", [[], ["check"], ["chek", "leads=leads.csv"], ["check", "leads=leads.csv", "--format", "csv"]]
)
def test_mistakes_before_any_file_is_read_are_one_line_too(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    out, error = capsys.readouterr()
    assert (out, error.count("\n")) == ("", 1)
    assert "python -m data" in error


@pytest.mark.parametrize(
    ("table", "content", "key"),
    [
        ("leads", UNSURE, "dmy"),
        ("marketing", "date,clicks,impressions\n2026-05-01,1,2\n", "b2b"),
        ("events", 'user_id,ts,event,x\nu,2026-05-01,"thanh toán: xong, hết",a\nu,2026-05-02,visit,b\n', "purchase"),
        ("orders", 'order_id,user_id,"ngày, mua","ngày: đặt",amount\n1,u,2026-05-01,2026-05-02,5\n', "ngày: đặt"),
    ],
)
def test_what_check_says_to_write_is_an_answer(
    add: Path, table: str, content: str, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (add / "asked.csv").write_text(content, encoding="utf-8")
    (add / "answer.yaml").write_text(f"table: {table}\n", encoding="utf-8")
    for _ in range(5):
        code = main(["check", f"{table}=asked.csv:answer.yaml", "--format", "json"])
        out, error = capsys.readouterr()
        if code != 3:
            break
        first = json.loads(out)[0]["questions"][0]["options"]
        chosen = next((one for one in first if key in one["write"]), first[0])
        assert chosen["write"] in error
        with (add / "answer.yaml").open("a", encoding="utf-8") as file:
            file.write(f"{chosen['write']}\n")
    assert (code, error) == (0, "")
    assert json.loads(out)[0]["used"] > 0


def test_a_reader_that_left_a_full_disk_and_an_old_locale_bring_no_traceback(add: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    (add / "việt.csv").write_text(LEADS, encoding="utf-8")

    def ran(command: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
        words = f"set -o pipefail; '{sys.executable}' -m data check 'leads={add}/việt.csv' {command}"
        env = {**os.environ, "PYTHONIOENCODING": encoding}
        return subprocess.run(["bash", "-c", words], cwd=root, env=env, capture_output=True, check=False)

    left = ran("| true")
    assert (left.returncode, left.stderr) == (0, b"")
    old = ran("", "ascii")
    assert (old.returncode, old.stdout.decode().splitlines()[0]) == (0, "việt.csv as leads")
    if Path("/dev/full").exists():  # where the system has a device that is always full
        full = ran("> /dev/full")
        assert (full.returncode, full.stderr.decode()) == (2, "Not written: No space left on device\n")


def test_help_and_the_command_itself(add: Path) -> None:
    words = [sys.executable, "-m", "data", "add"]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [*words, "crm", f"leads={add}/leads.csv", "--workspace", str(add / "w")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "crm@1 stored" in done.stdout
    assert subprocess.run([*words, "--help"], cwd=root, capture_output=True, check=False).returncode == 0
