"""A text's blanks filled in: `{count}` by its value, `{count:row|rows}` by the word for one or for several."""

from __future__ import annotations

import re
from collections.abc import Mapping

CHOICE = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")


def filled(text: str, values: Mapping[str, object]) -> str:
    """`text` with every blank filled from `values`: "1 row was", "2 rows were" from one text."""
    chosen = CHOICE.sub(lambda found: found[2] if str(values[found[1]]) == "1" else found[3], text)
    return chosen.format(**values)
