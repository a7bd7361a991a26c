"""The quick look at all bytes of a file says what a slow look at its letters says, wherever its blocks are cut."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from data.read import blocks
from data.read.even import even_cells
from data.read.split import Dialect
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
    )


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(b"".join), st.integers(1, 9))
@example(b"a\n\r\nb", 3)
@example("aaaa𝄞".encode(), 5)
@example(b"aa\r", 3)
def test_blocks_hide_nothing(content: bytes, block: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        with patch.object(blocks, "BLOCK", block), patch.object(blocks, "SHARED", 6):
            found = survey(path)
    slow = _slowly(content)
    assert (found.bad > 0) == (slow.bad > 0)
    found.bad = slow.bad = found.good = 0
    assert found == slow


CELLS = ["a", "", "Huế", '"a"', '"a,b"', '"a""b"', '""', '",,"', "a b", '"a', 'a"', 'a"b', '"a"b']
LINE = (
    st.lists(st.sampled_from(CELLS), min_size=2, max_size=4).map(",".join).filter(lambda line: _quotes(line) % 2 == 0)
)


def _quotes(text: str) -> int:
    return text.count('"')


def _outside(line: str) -> int:
    """The delimiters of a line that stand outside of quotes, letter by letter."""
    return sum(letter == "," and _quotes(line[:place]) % 2 == 0 for place, letter in enumerate(line))


@given(st.lists(LINE, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]), st.integers(1, 90), st.booleans())
@example(["a,b,"], "\n", 90, False)
@example([",a,b", '"a,b",'], "\n", 3, False)
@example(['",,",' + '"a""b"' * 20, "a,b"], "\n", 64, True)
def test_moved_cells_are_seen_wherever_blocks_are_cut(lines: list[str], end: str, block: int, mark: bool) -> None:
    content = end.join([*lines, ""])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(("\ufeff" * mark + content).encode())
        with patch.object(blocks, "BLOCK", block), patch.object(blocks, "SHARED", 6):
            found = even_cells(path, Dialect(",", '"'), 2, 0, 3 * mark, survey(path))
    stray = re.search(r'(?<=[^,"\r\n])"(?=[^,"\r\n])', content)
    assert found == (not stray and sum(map(_outside, lines)) == len(lines))
