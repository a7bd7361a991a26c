"""What only a person can know about a column, and how they answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: the `read` keys it sets in the mapping file, and the effect shown (what the example becomes)."""

    label: str
    read: tuple[tuple[str, str], ...]
    effect: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question about `column` (theirs), asked once; `example` is a value that can be read more than one way."""

    code: str  # date_order, decimal_mark, currency, sheet, encoding
    column: str
    canonical: str
    text: str
    options: tuple[Option, ...]
    example: str
    line: int | None = None

    @property
    def message(self) -> str:
        """The question in English, filled in."""
        return self.text.format(example=self.example, column=self.column)

    def __str__(self) -> str:
        return self.message
