"""The quick look at all bytes of a file says what a slow look at its letters says, wherever its blocks are cut."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from data.read import survey as module
from data.read.survey import Survey, survey

PIECES = [
    b"a",
    b",",
    b'"',
    b"\n",
    b"\n\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\t",
    b"\x0b",
    "Huế".encode(),
    "𝄞".encode(),
    b"\xff",
    b"\xe1\xba",
]


def _ends(content: bytes) -> set[int]:
    """What stands before the line ends, and last in the file."""
    *lines, rest = content.split(b"\n")
    lines = [line.removesuffix(b"\r") for line in lines]
    return {line[-1] for line in [*lines, rest] if line} - set(b"\r")


def _slowly(content: bytes) -> Survey:
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return Survey(
        lines=content.count(b"\n") + (not content.endswith(b"\n")),
        quotes=content.count(b'"'),
        bad=bad,
        nul=b"\0" in content,
        odd_ends=bool(re.search(rb"\r(?!\n)", content)),
        blank_lines=bool(re.search(rb"(\A|\n)\r?\n", content)),
        ends=_ends(content),
    )


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(b"".join), st.integers(1, 9))
@example(b"a\n\r\nb", 3)
@example("aaaa𝄞".encode(), 5)
@example(b"aa\r", 3)
def test_blocks_hide_nothing(content: bytes, block: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        with patch.object(module, "BLOCK", block), patch.object(module, "SHARED", 6):
            found = survey(path)
    slow = _slowly(content)
    assert (found.bad > 0) == (slow.bad > 0)
    found.bad = slow.bad = found.good = 0
    found.ends -= set(b"\r\n")  # of blank lines, which have no last letter
    assert found == slow
