"""Sending the Monday report: by e-mail (SMTP) and to a Slack-compatible webhook, both off until configured.

Configured by environment variables (TWO_FUNNELS_SMTP_HOST …) or the same names in small letters under [smtp] and
[webhook] of a TOML file that TWO_FUNNELS_REPORT_CONFIG names. The environment wins.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from data.errors import ConfigError, FunnelError

CONFIG_VARIABLE = "TWO_FUNNELS_REPORT_CONFIG"
PREFIX = "TWO_FUNNELS_"
TIMEOUT_S = 30
KNOWN = {
    "smtp": ("host", "port", "user", "password", "from", "to", "security"),
    "webhook": ("url",),
}
SECURITY = ("starttls", "tls", "none")
TYPES = {
    ".pptx": ("application", "vnd.openxmlformats-officedocument.presentationml.presentation"),
    ".html": ("text", "html"),
}


class SendError(FunnelError):
    """A message that could not be sent; the file it was about is on disk all the same."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail goes out: `security` is starttls, tls or none."""

    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    user: str = ""
    password: str = ""
    security: str = "starttls"


def smtp(environment: Mapping[str, str] | None = None) -> Smtp:
    """The mail settings; ConfigError names what is missing or wrong."""
    given = _settings("smtp", environment)
    missing = [name for name in ("host", "from", "to") if not given.get(name)]
    if missing:
        raise ConfigError("E-mail is not configured", f"set {', '.join(_variable('smtp', name) for name in missing)}")
    security = given.get("security") or "starttls"
    if security not in SECURITY:
        raise ConfigError("E-mail is not configured", f"security is {security!r}; expected {', '.join(SECURITY)}")
    port = given.get("port") or ("465" if security == "tls" else "587")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ConfigError("E-mail is not configured", f"port is {port!r}; expected a number such as 587")
    to = tuple(part.strip() for part in given["to"].replace(";", ",").split(",") if part.strip())
    bad = [part for part in (given["from"], *to) if "@" not in part or "\n" in part or "\r" in part]
    if bad or not to:
        listed = ", ".join(map(repr, bad or [given["to"]]))
        raise ConfigError("E-mail is not configured", f"not an address: {listed}")
    return Smtp(given["host"], int(port), given["from"], to, given.get("user", ""), given.get("password", ""), security)


def webhook(environment: Mapping[str, str] | None = None) -> str:
    """The webhook's address; ConfigError when there is none or it is no web address."""
    url = _settings("webhook", environment).get("url", "")
    if not url:
        raise ConfigError("Webhook is not configured", f"set {_variable('webhook', 'url')} to its address")
    if not url.startswith(("https://", "http://")):
        raise ConfigError("Webhook is not configured", "its address starts with neither https:// nor http://")
    return url


def mail(settings: Smtp, subject: str, body: str, file: Path) -> None:
    """Send `body` with `file` attached; SendError says why it could not."""
    message = EmailMessage()
    message["Subject"], message["From"] = " ".join(subject.split()), settings.sender
    message["To"] = ", ".join(settings.to)
    message.set_content(body)
    kind, subtype = TYPES[file.suffix.lower()]
    message.add_attachment(file.read_bytes(), maintype=kind, subtype=subtype, filename=file.name)
    try:
        with _server(settings) as server:
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise SendError(
            "E-mail not sent", f"{settings.host}:{settings.port}: {_reason(error)}; {file} is there"
        ) from None


def post(url: str, text: str) -> None:
    """Post `text` as Slack and its like take it; SendError says why it could not, without the secret address."""
    data = json.dumps({"text": text}).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json; charset=utf-8"}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            answer.read(1000)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise SendError("Webhook not reached", _reason(error)) from None


def _server(settings: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT_S, context=context)
    server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_S)
    if settings.security == "starttls":
        server.starttls(context=context)
    return server


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _variable(section: str, name: str) -> str:
    return f"{PREFIX}{section}_{name}".upper()


def _settings(section: str, environment: Mapping[str, str] | None) -> dict[str, str]:
    """The settings of a section: the file's, with the environment's over them."""
    given = os.environ if environment is None else environment
    found = _file(section, given.get(CONFIG_VARIABLE, ""))
    for name in KNOWN[section]:
        if given.get(_variable(section, name)):
            found[name] = given[_variable(section, name)]
    return found


def _file(section: str, path: str) -> dict[str, str]:
    if not path:
        return {}
    try:
        read: dict[str, Any] = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError("Settings cannot be read", f"{path}: {_reason(error)}") from None
    unknown = [name for name in read if name not in KNOWN]
    unknown += [f"{name}.{key}" for name in KNOWN for key in _keys(path, read, name) if key not in KNOWN[name]]
    if unknown:
        raise ConfigError("Settings cannot be read", f"{path}: unknown {', '.join(unknown)}")
    return {key: _text(value) for key, value in read.get(section, {}).items()}


def _keys(path: str, read: Mapping[str, Any], section: str) -> list[str]:
    found = read.get(section, {})
    if not isinstance(found, dict):
        raise ConfigError("Settings cannot be read", f"{path}: {section} is not a section; write [{section}]")
    return list(found)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
