"""What recognition found out, as plain values with their reasons in words, for the upload screen and the reader."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from data.filled import filled
from data.mapping import Mapping

SURE, LIKELY, WEAK = "sure", "likely", "weak"
REASONS = {
    "preset": "{preset}: this export has “{theirs}” for it",
    "joined": "{preset}: put together from “{theirs}”",
    "same": "the column has our own name",
    "known": "“{theirs}” is a usual name for it",
    "near": "“{theirs}” contains a usual name for it",
    "doubtful": "“{theirs}” is a usual name for it, but its cells do not fit: “{example}”",
    "instead": "“{theirs}” is used and not “{other}”, whose cells do not fit: “{example}”",
    "only_dates": "the only column with dates",
    "only_numbers": "the only column with numbers",
    "only_ids": "the only column whose cells look like ids, no two alike",
    "from_stage": "read from the stage, because there is no status column",
    "file_name": "the file's name says {value}",
    "week": "“{theirs}”: each row is a week and is counted on its first day",
    "span": "“{theirs}”: each row may span several days and is counted on its first day",
    "piece": "“{theirs}” may be the price of one piece, beside “{other}”: map the column of the whole sum",
    "undone": "“{theirs}” says “{example}” in some rows; they are counted unless reshape.leave_rows names them",
    "monthly": "“{theirs}”: taken as the amount of one month, because the file has no interval column",
}
QUESTIONS = {
    "several": "Several columns could be “{column}”: which one is it?",
    "side": "Is this file about B2C or B2B?",
    "table": "What does one row of this file stand for?",
    "currencies": "“{column}” holds amounts in several currencies ({example}): which one is to be loaded?",
    "confirm": "Please confirm “{column}”: {example}",
}
VALUE_REASONS = {
    "ours": "our own word",
    "word": "“{theirs}” usually means {ours}",
    "part": "“{theirs}” contains a word that means {ours}",
    "stage": "a stage that is neither won nor lost counts as open",
    "unknown": "“{theirs}” is not a word we know",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `theirs` was taken for our `column`; `text` is an English template and translation key, `values` fill it."""

    column: str
    theirs: str
    text: str
    values: tuple[tuple[str, str], ...]
    confidence: str

    def __str__(self) -> str:
        return filled(self.text, dict(self.values))


@dataclass(frozen=True, slots=True)
class ValueSuggestion:
    """What their word `theirs` in our `column` means: `ours`, or None when it is not known."""

    column: str
    theirs: str
    ours: str | None
    text: str
    values: tuple[tuple[str, str], ...]
    confidence: str

    def __str__(self) -> str:
        return filled(self.text, dict(self.values))


@dataclass(frozen=True, slots=True)
class Choice:
    """A question about the mapping: which of `options` is our `column` (or `table`, or which side); never guessed."""

    column: str
    options: tuple[str, ...]
    text: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return filled(self.text, dict(self.values))


@dataclass(frozen=True, slots=True)
class Guess:
    """How a file would be mapped. Everything is a proposal; `needs_confirmation` names what must not pass unseen.

    `missing`: required columns nothing was found for. `alternatives`: other tables with their score, best first.
    `kept_aside`: their columns that are not used. `sure_table` is False where the table itself is a question.
    """

    table: str | None
    mapping: Mapping
    reasons: Dict[str, Reason] = field(default_factory=dict)
    alternatives: tuple[tuple[str, float], ...] = ()
    missing: tuple[str, ...] = ()
    questions: tuple[Choice, ...] = ()
    needs_confirmation: tuple[str, ...] = ()
    value_suggestions: tuple[ValueSuggestion, ...] = ()
    kept_aside: tuple[str, ...] = ()
    preset: str | None = None
    remarks: tuple[Reason, ...] = ()
    sure_table: bool = True


def reason(column: str, theirs: str, key: str, confidence: str, **values: str) -> Reason:
    """A reason out of `REASONS`."""
    return Reason(column, theirs, REASONS[key], tuple({"theirs": theirs, **values}.items()), confidence)
