"""Find nginx, or install it: `python -m tests.deploy.nginx`; and run docs/examples/nginx.conf in front of a board."""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import pwd
import shutil
import ssl
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.browser.kit import STARTS, free_port
from tests.system_packages import install

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "nginx.conf"
NAMES = ("nginx", "/usr/sbin/nginx")
PERSON, PASSWORD = "lan", "a password of the test"
MAIN = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include {types};
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/two-funnels.conf;
}}
"""


def find() -> str | None:
    """The path of nginx, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Proxy:
    """nginx with the example configuration on free local ports; use it in a `with`."""

    def __init__(self, folder: Path, board: int) -> None:
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        certificate(folder)
        digest = base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
        (folder / "users").write_text(f"{PERSON}:{{SHA}}{digest}\n")
        (folder / "two-funnels.conf").write_text(self._example(board))
        types = next((path for path in (Path("/etc/nginx/mime.types"),) if path.exists()), Path("/dev/null"))
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, types=types, user=_user()))

    def _example(self, board: int) -> str:
        """The example with this test's ports and files in place of those it names; nothing else is changed."""
        text = EXAMPLE.read_text("utf-8")
        for there, here in {
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "/etc/letsencrypt/live/board.example.com/": f"{self.folder}/",
            "auth_basic_user_file /etc/nginx/two-funnels.users": f"auth_basic_user_file {self.folder}/users",
            "http://127.0.0.1:8501": f"http://127.0.0.1:{board}",
        }.items():
            assert there in text, there
            text = text.replace(there, here)
        return text

    def trust(self) -> str:
        """The argument by which Chromium takes this certificate for a good one, as a board in the open would have.

        Not Playwright's ignore_https_errors: a request refused for its certificate is sent again on another connection,
        which may have been refused as well; beside many others the style sheet came to its limit of 32 and failed.
        """
        key = x509.load_pem_x509_certificate((self.folder / "fullchain.pem").read_bytes()).public_key()
        plain = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        digest = base64.b64encode(hashlib.sha256(plain).digest()).decode()
        return f"--ignore-certificate-errors-spki-list={digest}"

    def __enter__(self) -> Proxy:
        program = find()
        assert program is not None, "no nginx: `python -m tests.deploy.nginx` installs one where it may"
        command = [program, "-e", f"{self.folder}/error.log", "-p", str(self.folder), "-c", f"{self.folder}/nginx.conf"]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + STARTS
        while True:
            try:
                self.get("/")
                return self
            except (OSError, http.client.HTTPException):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.__exit__(None, None, None)
                    raise RuntimeError((self.folder / "error.log").read_text()) from None
                time.sleep(0.05)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        """Status, headers (names in lower case) and text of the answer over TLS."""
        return _get(
            http.client.HTTPSConnection("127.0.0.1", self.port, timeout=STARTS, context=_trusting()),
            path,
            headers or {},
        )

    def get_plain(self, path: str) -> tuple[int, dict[str, str], str]:
        """The same without TLS."""
        return _get(http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=STARTS), path, {})


def signed_in() -> dict[str, str]:
    """The header of somebody who knows the password."""
    return {"Authorization": "Basic " + base64.b64encode(f"{PERSON}:{PASSWORD}".encode()).decode()}


def _user() -> str:
    """Root's workers would give up root and then not read this test's folder; anybody else has no choice to make."""
    return f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""


def _get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
    with closing(connection):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def certificate(folder: Path) -> None:
    """A certificate for 127.0.0.1 that its own key has signed: fullchain.pem and privkey.pem in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "board.example.com")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def main() -> int:
    """Install nginx where that may be done; the test that needs it says so where it is not."""
    if find() is None:
        print("Installing nginx for the test of its example configuration …", flush=True)
        if reason := install("nginx-light"):
            print(f"The example configuration cannot be tested: {reason}; install nginx", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
