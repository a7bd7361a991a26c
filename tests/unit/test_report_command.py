"""`python -m metrics report` as cron meets it: exit codes, one line on error, sending only where configured."""

from __future__ import annotations

import email
import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from data.errors import FunnelError
from data.store import Workspace
from metrics import notify
from metrics.__main__ import main

LEADS = "lead_id,created_at,mql_at\n" + "\n".join(
    f"L{n},2026-06-{n % 28 + 1:02d} 10:00:00,2026-06-{n % 28 + 1:02d} 11:00:00" for n in range(60)
)


@pytest.fixture
def source(tmp_path: Path) -> str:
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    return f"leads={tmp_path / 'leads.csv'}"


class Mailbox(socketserver.StreamRequestHandler):
    """A mail server that keeps what it is given."""

    kept: list[Message]

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                type(self).kept.append(email.message_from_bytes(b"".join(lines)))
            self.wfile.write(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n")
            if line.startswith(b"QUIT"):
                return


class Hook(http.server.BaseHTTPRequestHandler):
    """A webhook that keeps what it is given; answers with `status`."""

    kept: list[dict[str, str]]
    status = 200

    def do_POST(self) -> None:
        type(self).kept.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def serve(handler: type) -> Iterator[tuple[int, type]]:
    class Own(handler):  # type: ignore[misc,valid-type]
        kept: list[object] = []  # noqa: RUF012 - this test's own list

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Own) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], Own
        server.shutdown()


@pytest.fixture
def mailbox() -> Iterator[tuple[int, type]]:
    yield from serve(Mailbox)


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, type]]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")  # a machine may reach the web through a proxy, which knows no such hook
    yield from serve(Hook)


@pytest.mark.parametrize("name", ["monday.html", "monday.pptx"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_it_writes_the_file_and_says_where(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, language: str
) -> None:
    out = tmp_path / name
    assert main(["report", source, "--out", str(out), "--language", language]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert out.read_bytes()[:2] == (b"PK" if name.endswith("pptx") else b"<!")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_it_is_coloured_by_the_targets_that_the_team_set_on_the_board(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWO_FUNNELS_WORKSPACE", str(tmp_path / "w"))
    Workspace().benchmarks.write_text("kpis: {b2b: {mql_to_sql: {low: 0.123, high: 0.234}}}", encoding="utf-8")
    assert main(["report", source, "--out", str(tmp_path / "m.html")]) == 0
    assert "12.3–23.4%" in (tmp_path / "m.html").read_text(encoding="utf-8")


def test_it_lands_by_the_same_week_of_earlier_quarters_as_the_pipeline_page_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWO_FUNNELS_WORKSPACE", str(tmp_path / "w"))
    place, head = Workspace(), "deal_id,status,amount,created_at,closed_at,expected_close"
    then = [f"a{n},open,100,2026-01-02,,2026-03-31" for n in range(12)] + ["t,lost,1,2026-01-02,2026-01-15,"]
    now = [f"a{n},{'won,100' if n < 3 else 'lost,50'},2026-01-02,2026-03-01," for n in range(12)]
    now += ["t,lost,1,2026-01-02,2026-04-16,", "o,open,1000,2026-04-01,,2026-06-01"]
    for lines in (then, now):
        (tmp_path / "deals.csv").write_text("\n".join([head, *lines]), encoding="utf-8")
        place.publish("crm", [place.prepare(place.raw_put(tmp_path / "deals.csv"), "deals")], mode="replace")
    assert main(["report", "crm", "--out", str(tmp_path / "m.html")]) == 0
    told = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "converts as it did in the same week of earlier quarters: 25% of its amount" in told


def test_where_nothing_has_a_colour_nothing_is_called_green(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("lead_id,created_at\nL1,2026-06-01\n", encoding="utf-8")
    assert main(["report", f"leads={tmp_path / 'leads.csv'}", "--out", str(tmp_path / "m.html")]) == 0
    told = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "Nothing can be coloured yet." in told
    assert "Every KPI that can be coloured is green." not in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "monday.pdf"], "ending in .pptx or .html"),
        (["--out", "nowhere/monday.html"], "No such file or directory"),
        (["--out", "m.html", "--mail"], "TWO_FUNNELS_SMTP_HOST"),
        (["--out", "m.html", "--webhook"], "TWO_FUNNELS_WEBHOOK_URL"),
        (["--out", "m.html", "--before", "nothing"], "nothing"),
        (["--out", "m.html", "--format", "json"], "--format"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["report", source, *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not (tmp_path / "m.html").exists()


def test_mail_carries_the_file(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mailbox: tuple[int, type]
) -> None:
    port, box = mailbox
    for name, value in (("HOST", "127.0.0.1"), ("PORT", str(port)), ("SECURITY", "none"), ("FROM", "board@example.com"),
                        ("TO", "lan@example.com; minh@example.com")):  # fmt: skip
        monkeypatch.setenv(f"TWO_FUNNELS_SMTP_{name}", value)
    assert main(["report", source, "--out", str(tmp_path / "monday.html"), "--language", "vi", "--mail"]) == 0
    (message,) = box.kept  # type: ignore[attr-defined]
    assert message["To"] == "lan@example.com, minh@example.com"
    body, attached = message.get_payload()
    assert "B2B" in body.get_payload(decode=True).decode()
    assert attached.get_filename() == "monday.html"
    sent = attached.get_payload(decode=True).replace(b"\r\n", b"\n")
    assert sent == (tmp_path / "monday.html").read_bytes()


def test_webhook_is_told_as_slack_expects_it(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: tuple[int, type]
) -> None:
    port, kept = hook
    monkeypatch.setenv("TWO_FUNNELS_WEBHOOK_URL", f"http://127.0.0.1:{port}/services/secret")
    assert main(["report", source, "--out", str(tmp_path / "monday.html"), "--webhook"]) == 0
    (told,) = kept.kept  # type: ignore[attr-defined]
    assert set(told) == {"text"}
    assert "B2B: " in told["text"]


def test_a_refusing_webhook_is_one_line_without_its_secret(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    hook: tuple[int, type],
) -> None:  # fmt: skip
    port, kept = hook
    kept.status = 403  # type: ignore[attr-defined]
    monkeypatch.setenv("TWO_FUNNELS_WEBHOOK_URL", f"http://127.0.0.1:{port}/services/secret")
    assert main(["report", source, "--out", str(tmp_path / "monday.html"), "--webhook"]) == 2
    error = capsys.readouterr().err
    assert "403" in error
    assert "secret" not in error
    assert error.count("\n") == 1
    assert (tmp_path / "monday.html").exists()  # the report is there, only the message is not


def test_a_mail_server_that_is_not_there_is_one_line(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("HOST", "127.0.0.1"), ("PORT", "1"), ("FROM", "a@b.c"), ("TO", "d@e.f")):
        monkeypatch.setenv(f"TWO_FUNNELS_SMTP_{name}", value)
    assert main(["report", source, "--out", str(tmp_path / "monday.html"), "--mail"]) == 2
    assert "E-mail not sent: 127.0.0.1:1" in capsys.readouterr().err


def test_settings_come_from_a_file_and_the_environment_wins(tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    path.write_text('[smtp]\nhost = "a"\nport = 25\nfrom = "x@y.z"\nto = ["p@q.r", "s@t.u"]\n', encoding="utf-8")
    found = notify.smtp({"TWO_FUNNELS_REPORT_CONFIG": str(path), "TWO_FUNNELS_SMTP_HOST": "b"})
    assert (found.host, found.port, found.to) == ("b", 25, ("p@q.r", "s@t.u"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[smtp]\nhots = 'a'", "unknown smtp.hots"),
        ("[mail]\nhost = 'a'", "unknown mail"),
        ("smtp = 3", r"write \[smtp\]"),
        ("[smtp", "report.toml"),
        ("[smtp]\nhost = 'a'\nfrom = 'x@y.z'\nto = 'nobody'", "not an address: 'nobody'"),
        ("[smtp]\nhost = 'a'\nfrom = 'x@y.z'\nto = 'p@q.r'\nport = 'x'", "port is 'x'"),
        ("[smtp]\nhost = 'a'\nfrom = 'x@y.z'\nto = 'p@q.r'\nsecurity = 'maybe'", "security is 'maybe'"),
    ],
)
def test_settings_that_cannot_be_used_are_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "report.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FunnelError, match=said):
        notify.smtp({"TWO_FUNNELS_REPORT_CONFIG": str(tmp_path / "report.toml")})


@pytest.mark.parametrize("url", ["ftp://x", "file:///etc/passwd", "hooks.example.com"])
def test_a_webhook_is_a_web_address(url: str) -> None:
    with pytest.raises(FunnelError, match="neither"):
        notify.webhook({"TWO_FUNNELS_WEBHOOK_URL": url})
