"""English sentences that were filled in already, told again in another language: for what the reading process reports.

An error or a reason crosses from the child process as a finished sentence. Where a translation's English text, with its
blanks, fits the whole sentence, the blanks are taken from it; what fits none stays English.
"""

from __future__ import annotations

import contextlib
import re
from datetime import datetime
from functools import lru_cache

from data.filled import CHOICE, filled
from data.words import Words, catalogue

BLANK = re.compile(r"\{(\w+)[^}]*\}")
LEAST = 4  # characters a text must have of its own, or it would fit anything
JOINED = "; "  # between sentences


def retell(said: Words, text: str) -> str:
    """`text` in the language of `said`, as far as a translation fits it."""
    return text if said.language == "en" else _retold(said.language, text)


@lru_cache(maxsize=4096)
def _retold(language: str, text: str) -> str:
    known = catalogue(language)
    if text in known:
        return known[text]
    several = JOINED in text
    for pattern, english in _patterns(language):
        found = pattern.fullmatch(text) if not several or JOINED in english else None
        if found:
            blanks = {
                name: value if f"“{{{name}}}”" in english else _inner(language, value, text)
                for name, value in found.groupdict().items()
            }
            return filled(known[english], blanks)
    return JOINED.join(_retold(language, part) for part in text.split(JOINED)) if several else _placed(language, text)


def _placed(language: str, text: str) -> str:
    """A sentence after its place, as in `shop.csv: there is no such file`."""
    place, colon, rest = text.partition(": ")
    return f"{place}: {_retold(language, rest)}" if colon and rest else text


def _inner(language: str, value: str, whole: str) -> str:
    """What fills a blank is told again only where it is a sentence itself, not a name or a value out of a file.

    What stands in quotes never is: it came out of a file.
    """
    with contextlib.suppress(ValueError):
        return Words(language).date(datetime.strptime(value, "%d %B %Y").date())
    return _retold(language, value) if " " in value and value != whole else value


@lru_cache(maxsize=4)
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Texts with blanks as patterns, those with the most letters of their own first."""
    found = []
    for english in catalogue(language):
        own = BLANK.sub("", english)
        if BLANK.search(english) and len(own.strip()) >= LEAST:
            found.append((len(own), english))
    return tuple((_pattern(english), english) for _, english in sorted(found, reverse=True))


def _pattern(english: str) -> re.Pattern[str]:
    seen: set[str] = set()
    out, at = [], 0
    for blank in BLANK.finditer(english):
        out.append(re.escape(english[at : blank.start()]))
        name, choice = blank[1], CHOICE.fullmatch(blank[0])
        if choice:
            out.append(f"(?:{re.escape(choice[2])}|{re.escape(choice[3])})")
        else:
            out.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
        at = blank.end()
    return re.compile("".join([*out, re.escape(english[at:])]), re.DOTALL)
