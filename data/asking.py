"""What recognition could not decide, as questions of the reader: which column, which side, is a weak guess right."""

from __future__ import annotations

from data.errors import MappingError
from data.guess import QUESTIONS, Choice, Guess
from data.typed.question import Option, Question


class UndecidedError(MappingError):
    """The mapping is not decided; `questions` say what a person must answer, `guess` what was found so far."""

    def __init__(self, file: str, guess: Guess) -> None:
        self.guess = guess
        self.questions = mapping_questions(guess)
        asked = "; ".join(question.message for question in self.questions)
        super().__init__("A mapping is needed", f"{file}: {asked}; answer in a mapping file")


def undecided(guess: Guess) -> bool:
    """Whether anything about `guess` must be answered before it may be used unseen."""
    return bool(guess.questions or guess.needs_confirmation)


def mapping_questions(guess: Guess) -> tuple[Question, ...]:
    """The open choices and the weak guesses of `guess`; an option's keys are places in the mapping file."""
    return tuple([_choice(one) for one in guess.questions] + [_weak(guess, name) for name in guess.needs_confirmation])


def _choice(choice: Choice) -> Question:
    key = {"table": "table", "side": "constants.side"}.get(choice.column, f"columns.{choice.column}")
    key = choice.column if "." in choice.column else key
    options = tuple(Option(one, ((key, one),), one) for one in choice.options)
    values = {"column": choice.column, "example": choice.options[0], **dict(choice.values)}
    return Question("mapping", values["column"], choice.column, choice.text, options, values["example"])


def _weak(guess: Guess, name: str) -> Question:
    """A guess by content alone, or words taken for ours on weak grounds: the answer is to write it down."""
    theirs = str(guess.mapping.columns.get(name, name))
    doubtful = [one for one in guess.value_suggestions if one.column == name and one.confidence == "weak"]
    why = "; ".join(map(str, doubtful[:3])) if doubtful else str(guess.reasons[name])
    words = tuple((f"values.{name}.{one.theirs}", one.ours or "…") for one in doubtful[:3])
    answer = words or ((f"columns.{name}", theirs),)
    label = f"{theirs} → {name}"
    return Question("mapping", label, name, QUESTIONS["confirm"], (Option(theirs, answer, theirs),), why)
