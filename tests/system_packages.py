"""Install a program the tests need, where that may be done: Debian's and Ubuntu's apt-get, as root or by sudo."""

from __future__ import annotations

import os
import shutil
import subprocess


def install(*packages: str) -> str | None:
    """Install `packages`; None when done, otherwise the reason why not, in a few words."""
    if shutil.which("apt-get") is None:
        return "there is no apt-get here"
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and not (shutil.which("sudo") and _quiet(*root, "true")[0]):
        return "apt-get needs root"
    _quiet(*root, "apt-get", "update", "-q")
    done, said = _quiet(*root, "apt-get", "install", "-q", "-y", "--no-install-recommends", *packages)
    return None if done else f"apt-get could not install it ({said})"


def _quiet(*command: str) -> tuple[bool, str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # ask nothing, start no service
    ran = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment, check=False
    )
    return ran.returncode == 0, (ran.stderr.strip().splitlines() or ["no message"])[-1]
