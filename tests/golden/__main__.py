"""`python -m tests.golden`: write the golden files anew; read the difference before you commit it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.golden.cases import GOLDENS, HERE

with tempfile.TemporaryDirectory() as folder:
    for name, made in GOLDENS.items():
        (HERE / name).write_text(made(Path(folder)), encoding="utf-8")
