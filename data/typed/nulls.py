"""The ways people and programs write "nothing here"."""

from __future__ import annotations

import re
from unicodedata import normalize

SPELLED = frozenset(
    """- -- --- – — . ? n/a na n.a. #n/a #n/a! null (null) none nil nan -nan #nan inf -inf +inf infinity -infinity ∞
    #ref! #div/0! #value! #name? #null! #num! #error! #spill! #calc! \\n undefined missing (not set) (none) (blank)
    not set không có khong co trống chưa có k/c""".replace("\n", " ").split()
) | {"not set", "(not set)", "không có", "chưa có"}
DATABASE = frozenset({"\\n", "null", "(null)", "nan"})  # what a database or program writes for an empty text
ERROR_CODE = re.compile(r"err:\d{3}")


def is_spelled_null(text: str) -> bool:
    """Whether `text` spells a missing number, date or id."""
    word = normalize("NFC", text.strip(" \t\u00a0\u202f").casefold())  # a Mac writes its accents apart
    return word in SPELLED or bool(ERROR_CODE.fullmatch(word))
