"""Bytes into UTF-8 text: the encoding found, NFC applied, NUL tails cut, bad bytes marked with their line."""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path
from typing import TextIO

from data.errors import ReadError
from data.read.raw import WARN, Raw
from data.read.survey import Survey

BLOCK = 4 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
TONE = re.compile(rb"[\xcc\xd2\xde\xec\xf2]")  # the combining marks of cp1258
TONE_AFTER_VOWEL = re.compile(rb"(?i)[aeiouy\xc2\xca\xd4\xd5\xdd\xc3\xe2\xea\xf4\xf5\xfd\xe3][\xcc\xd2\xde\xec\xf2]")
UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
UNLIKELY = (  # what text of a western language never shows: runs of accents, marks of money or sums inside a word
    re.compile(r"[^\W\d_][¢£¤¥¦¨¬¯±¶¸¹¼½¾]|[¢£¤¥¦¨¬¯±¶¸¹¼½¾][^\W\d_]"),
    re.compile(r"[\u00a1-\u00ff]{4}"),
    re.compile(r"[\u0080-\u009f]"),
    re.compile(r"[ŒœŠšŽžŸƒ][‹›“”„†‡•˜‰ˆ¢-¿]|[‹›“”„†‡•˜‰ˆ¢-¿][ŒœŠšŽžŸƒ]"),
)
UTF7 = re.compile(rb"\+([AHI][A-Za-z0-9+/]{2,})(?![\w.]*@)")
UTF7_LETTERS = re.compile("[\u00c0-\u017f\u01a0-\u01b0\u1ea0-\u1ef9\u20ab]+")
MANGLED = "\ufffd"
UNSURE = ("cp1252", "latin-1", "cp1258")


def bom_of(head: bytes) -> tuple[str, int] | None:
    """The encoding a byte order mark names, and the mark's length."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return name, len(mark)
    return None


def guess(path: Path, seen: Survey) -> tuple[str, str, bool]:
    """The encoding of the file at `path`, the reason, and whether every byte of it fits."""
    with path.open("rb") as file:
        head = file.read(64_000)
    if found := bom_of(head):
        return found[0], "byte order mark", True
    if wide := _without_mark(head):
        return wide, "every second or fourth byte is zero", True
    if not seen.bad:
        return "utf-8", "every byte fits UTF-8", True
    if (seen.bad <= 3 and seen.good >= seen.bad) or seen.good > 20 * seen.bad:
        return "utf-8", "almost every byte fits UTF-8", False
    return _single_byte(path)


def _without_mark(head: bytes) -> str | None:
    sample = head.rstrip(b"\0")[:4000]
    sample = head[: len(sample) + (-len(sample)) % 4]
    if len(sample) < 8:
        return None
    share = [sample[i::4].count(0) / len(sample[i::4]) for i in range(4)]
    if min(share[1:]) > 0.6 and share[0] < 0.1:
        return "utf-32-le"
    if min(share[:3]) > 0.6 and share[3] < 0.1:
        return "utf-32-be"
    odd, even = (share[1] + share[3]) / 2, (share[0] + share[2]) / 2
    if odd > 0.5 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.05 else None


def _single_byte(path: Path) -> tuple[str, str, bool]:
    with path.open("rb") as file:
        data = file.read(BLOCK)
    tones = len(TONE.findall(data))
    if tones >= 2 and len(TONE_AFTER_VOWEL.findall(data)) >= 0.8 * tones:
        return "cp1258", "Vietnamese tone marks stand after vowels", True
    if UNDEFINED_1252.search(data):
        return "latin-1", "not UTF-8, and has bytes that Windows-1252 lacks", True
    return "cp1252", "not UTF-8; a single-byte western file", True


def to_utf8(path: Path, folder: Path, raw: Raw, wanted: str | None, seen: Survey) -> Path:
    """A UTF-8 file without NULs: `path` itself, mark and all, if it is one already; else a copy, NFC, in `folder`."""
    name, why, fits = (wanted, "given", True) if wanted else guess(path, seen)
    raw.say("encoding", name, why)
    if name == "utf-8" and not (wanted or seen.bad):
        _tell_utf7(path, raw)
    if name in UNSURE and not wanted:
        _tell_doubt(path, name, raw)
    with path.open("rb") as file:
        head = file.read(4)
    mark = found[1] if (found := bom_of(head)) and found[0] == name else 0
    if name == "utf-8" and fits and not wanted and not seen.nul and not (mark and seen.bad):
        return path
    target = folder / "decoded"
    decoder = codecs.getincrementaldecoder(name)("replace")
    line = 1
    marked: list[int] = []
    nul: list[int] = []
    with path.open("rb") as source, target.open("w", encoding="utf-8", newline="") as out:
        source.seek(mark)
        held = ""
        while block := source.read(BLOCK):
            text = held + decoder.decode(block)
            cut = text.rfind("\n") + 1 or len(text)  # whole lines only, so that no accent is parted from its letter
            text, held = text[:cut], text[cut:]
            line = _write(text, out, line, marked, nul)
        _write(held + decoder.decode(b"", True), out, line, marked, nul)
    _tell(raw, marked, nul, path.name)
    return target


def _tell_doubt(path: Path, name: str, raw: Raw) -> None:
    """A one-byte encoding is a guess: where the text it gives is unlikely, a person should look at an example."""
    with path.open("rb") as file:
        data = file.read(BLOCK)
    text, start = data.decode(name, "replace"), None
    if name == "cp1258":
        tone = TONE.search(data)
        start = len(data[: tone.start()].decode(name, "replace")) if tone and len(set(TONE.findall(data))) < 3 else None
    else:
        start = next((found.start() for pattern in UNLIKELY if (found := pattern.search(text))), None)
    if start is not None:
        place = text.count("\n", 0, start)
        words = "the encoding is a guess ({encoding}), and line {line} looks odd: {found}; save the file as UTF-8"
        line = text.split("\n")[place].strip()[:80]
        raw.note("encoding_guessed", WARN, words, line=place + 1, encoding=name, found=line)


def _tell_utf7(path: Path, raw: Raw) -> None:
    """Letters written as +Htk- instead of ộ: two different ones that are letters of ours are no chance."""
    with path.open("rb") as file:
        data = file.read(BLOCK)
    found = [one for one in UTF7.finditer(data) if _is_letters(one[1])]
    if len({one[1] for one in found}) > 1:
        line = data.count(b"\n", 0, found[0].start()) + 1
        cell = data.splitlines()[line - 1].decode("utf-8", "replace").strip()[:80]
        words = "the letters look like UTF-7, first in line {line}: {found}; save the file as UTF-8"
        raw.note("utf7", WARN, words, line=line, found=cell)


def _is_letters(word: bytes) -> bool:
    try:
        return bool(UTF7_LETTERS.fullmatch((b"+" + word + b"-").decode("utf-7")))
    except UnicodeError:
        return False


def _write(text: str, out: TextIO, line: int, marked: list[int], nul: list[int]) -> int:
    for found, sign in ((marked, MANGLED), (nul, "\0")):
        if sign in text:
            places = [m.start() for m in re.finditer(sign, text)][:10_000]
            found += sorted({line + text.count("\n", 0, place) for place in places})
    out.write(unicodedata.normalize("NFC", text.replace("\0", "")))
    return line + text.count("\n")


def _tell(raw: Raw, marked: list[int], nul: list[int], name: str) -> None:
    if nul:
        text = (
            "{count} {count:line|lines} {count:holds|hold} NUL bytes, which were removed; the first is line "
            "{line}: the file was cut or padded"
        )
        raw.note("nul_bytes", WARN, text, line=nul[0], count=len(set(nul)))
    if marked:
        lines = sorted(set(marked))
        if len(lines) > 10_000:
            raise ReadError("Unknown encoding", f"{name}: too many bytes fit no encoding, the first in line {lines[0]}")
        text = (
            "{count} {count:line|lines} {count:holds|hold} bytes that are no text in this encoding (shown as "
            "\ufffd); the first is line {line}"
        )
        raw.note("bad_bytes", WARN, text, line=lines[0], count=len(lines), found=MANGLED)
