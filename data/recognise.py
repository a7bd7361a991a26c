"""Which table a foreign file is and which column is whose: by presets, names in both languages, and content.

For the upload screen and for the command line. A wrong guess is worse than none: what is ambiguous becomes a question,
what rests on content alone needs a person's word, and every guess says why.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import replace

from data import doubts, presets, synonyms
from data.evidence import Evidence, weigh
from data.guess import LIKELY, QUESTIONS, SURE, WEAK, Choice, Guess, Reason, ValueSuggestion, reason
from data.hints import with_currency, with_marks
from data.mapping import Mapping
from data.naming import plain
from data.pairing import Pair, Pairing, pair
from data.reshape import Reshape
from data.suggest import suggest_values
from data.tables import SIDES, TABLES

CLEAR = 2.0  # by so much one table's score must be ahead of the next
LEAST = 3.0
MAX_VALUES = 60


def recognise(
    columns: Sequence[str],
    samples: Dict[str, Sequence[str]],
    table: str | None = None,
    file_name: str = "",
    constants: Dict[str, str] | None = None,
) -> Guess:
    """The best mapping of a file with these `columns` (cells in `samples`) onto `table`, or onto the likeliest one.

    `file_name` counts a little; `constants` are known already and not asked for.
    The result is complete only where `missing` and `questions` are empty; a name in
    `needs_confirmation` has a guess that must not be used unseen.
    """
    columns = [name for name in columns if name and name.strip()]
    proof = {name: weigh(samples.get(name, ())) for name in columns}
    known = [one for one in presets.matching(columns) if table in (None, one.table)]
    scores = _scores(columns, proof, file_name)
    if known:
        guess = _by_preset(presets.fit(known[0], columns), columns, samples)
        others = {one.table for one in known[1:]} - {guess.table}
        scores |= {other: max(scores.get(other, 0.0), LEAST) for other in others}
        return _finish(_known(guess, constants), columns, samples, scores, file_name)
    if table in (None, "events") and (refunds := _refunds(columns, proof)):
        return _finish(_known(refunds, constants), columns, samples, scores, file_name)
    chosen = table or _likeliest(scores)
    if chosen is None:
        options = tuple(scores) or tuple(TABLES)
        ask = Choice("table", options, QUESTIONS["table"])
        return Guess(None, Mapping(), alternatives=tuple(scores.items()), questions=(ask,), sure_table=False)
    guess = _by_names(chosen, columns, proof, samples)
    if table is None and not _is_clear(scores, chosen):
        ask = Choice("table", tuple(name for name in scores if scores[name] > 0) or (chosen,), QUESTIONS["table"])
        guess = replace(guess, sure_table=False, questions=(ask, *guess.questions))
    return _finish(_known(guess, constants), columns, samples, scores, file_name)


def _refunds(columns: Sequence[str], proof: Dict[str, Evidence]) -> Guess | None:
    """A list of refunds, each naming its order: events without a person, because the order tells who it was."""
    found = pair("orders", columns, proof, content=False).pairs
    if not {"order_id", "ts", "refunded_amount"} <= set(found) or {"amount", "user_id"} & set(found):
        return None
    theirs = {"order_id": found["order_id"], "ts": found["ts"], "amount": found["refunded_amount"]}
    mapping = Mapping(
        table="events",
        columns={ours: one.theirs for ours, one in theirs.items()},
        constants={"event": "refund"},
    )
    reasons = {ours: reason(ours, one.theirs, one.why, one.confidence) for ours, one in theirs.items()}
    return Guess("events", mapping, reasons)


def _known(guess: Guess, constants: Dict[str, str] | None) -> Guess:
    """`guess` with what a person said already, which is then no question any more."""
    table = TABLES[guess.table or ""]
    given = {name: word for name, word in (constants or {}).items() if name in table.names}
    columns = {ours: theirs for ours, theirs in guess.mapping.columns.items() if ours not in given}
    return replace(
        guess,
        mapping=replace(guess.mapping, columns=columns, constants={**guess.mapping.constants, **given}),
        reasons={ours: why for ours, why in guess.reasons.items() if ours not in given},
        questions=tuple(choice for choice in guess.questions if choice.column not in given),
        needs_confirmation=tuple(name for name in guess.needs_confirmation if name not in given),
    )


def _scores(columns: Sequence[str], proof: Dict[str, Evidence], file_name: str) -> dict[str, float]:
    """How well the columns fit each table, best first."""
    words = set(plain(file_name.rsplit(".", 1)[0].lower()).split())
    found: dict[str, float] = {}
    for name, table in TABLES.items():
        pairs = pair(name, columns, proof, content=False).pairs
        score = sum((3 if c in table.required else 1) * _telling(p) for c, p in pairs.items())
        spared = {"side", "status"} if name == "deals" and "stage" in pairs else {"side"}
        score -= 2 * sum(1 for c in table.required if c not in pairs and c not in spared)
        hint = any(set(word.split()) <= words for word in synonyms.file_words(name))
        found[name] = round(score + (3 if hint and pairs else 0), 2)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _telling(found: Pair) -> float:
    """How much a pair says about the table: `id` or `status` stand in any file."""
    return found.score * (0.4 if plain(found.theirs) in synonyms.GENERIC else 1)


def _likeliest(scores: dict[str, float]) -> str | None:
    best = next(iter(scores), None)
    return best if best and scores[best] >= LEAST else None


def _is_clear(scores: dict[str, float], chosen: str) -> bool:
    others = [score for name, score in scores.items() if name != chosen]
    return scores[chosen] - max(others, default=0) >= CLEAR


def _by_preset(fitted: presets.Fitted, columns: Sequence[str], samples: Dict[str, Sequence[str]]) -> Guess:
    mapping, title = fitted.mapping, fitted.preset.title
    reasons = {
        ours: reason(ours, str(theirs), "preset", SURE, preset=title) for ours, theirs in mapping.columns.items()
    }
    for ours, names in (*mapping.reshape.join.items(), *mapping.reshape.first_of.items()):
        reasons[ours] = reason(ours, " + ".join(names), "joined", SURE, preset=title)
    remarks = tuple(reason(ours, str(mapping.columns[ours]), key, LIKELY) for ours, key in fitted.remarks)
    unsure = tuple(ours for ours, key in fitted.remarks if key in presets.NEED_ANSWER)
    guess = Guess(
        fitted.preset.table,
        mapping,
        reasons,
        preset=fitted.preset.name,
        remarks=remarks,
        needs_confirmation=unsure,
    )
    return _with_values(guess, samples)


def _by_names(
    table: str, columns: Sequence[str], proof: Dict[str, Evidence], samples: Dict[str, Sequence[str]]
) -> Guess:
    found: Pairing = pair(table, columns, proof)
    mapping = Mapping(table=table, columns={ours: one.theirs for ours, one in found.pairs.items()})
    reasons = {
        ours: reason(ours, one.theirs, one.why, one.confidence, **one.values) for ours, one in found.pairs.items()
    }
    if table == "deals" and "status" not in mapping.columns and "stage" in mapping.columns:
        stage = str(mapping.columns["stage"])
        mapping = replace(mapping, columns={**mapping.columns, "status": stage})
        reasons["status"] = reason("status", stage, "from_stage", LIKELY)
    questions = tuple(
        Choice(ours, options, QUESTIONS["several"], (("column", ours),)) for ours, options in found.ties.items()
    )
    required = TABLES[table].required
    weak = tuple(ours for ours in required if ours in reasons and reasons[ours].confidence == WEAK)
    told = tuple(reasons[ours] for ours, one in found.pairs.items() if one.why == "instead")
    if table == "orders":
        weak, told = _doubts(mapping, reasons, columns, samples, weak, told)
    guess = Guess(table, mapping, reasons, questions=questions, needs_confirmation=weak, remarks=told)
    return _with_values(guess, samples)


def _doubts(
    mapping: Mapping,
    reasons: dict[str, Reason],
    columns: Sequence[str],
    samples: Dict[str, Sequence[str]],
    weak: tuple[str, ...],
    told: tuple[Reason, ...],
) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """The price of one piece is not what was paid; orders that were undone are told."""
    amount = str(mapping.columns.get("amount", ""))
    if pieces := doubts.pieces_beside(amount, columns, samples):
        reasons["amount"] = reason("amount", amount, "piece", WEAK, other=pieces)
        weak = (*weak, "amount") if "amount" not in weak else weak
    if found := doubts.undone(columns, samples):
        told = (*told, reason("", found[0], "undone", LIKELY, example=found[1]))
    return weak, told


def _with_values(guess: Guess, samples: Dict[str, Sequence[str]]) -> Guess:
    """Their words for our closed lists: what is known goes into the mapping, what is not stays a suggestion."""
    table = TABLES[guess.table or ""]
    suggestions: list[ValueSuggestion] = []
    values = {ours: dict(words) for ours, words in guess.mapping.values.items()}
    stage = guess.mapping.columns.get("stage")
    for ours, theirs in guess.mapping.columns.items():
        if not table.column(ours).values:
            continue
        given = {word.strip().casefold() for word in values.get(ours, {})}
        cells = [c for c in samples.get(str(theirs), ()) if _stays(c, str(theirs), guess.mapping.reshape)]
        cells = [cell for cell in cells if cell.strip().casefold() not in given]
        found = suggest_values(table.name, ours, cells, from_stage=ours == "status" and theirs == stage)
        suggestions += found[:MAX_VALUES]
        new = {one.theirs: one.ours for one in found if one.ours and one.ours != one.theirs}
        values[ours] = values.get(ours, {}) | new
    values = {ours: words for ours, words in values.items() if words}
    unsure = {one.column for one in suggestions if one.confidence == WEAK}
    required = [ours for ours in table.required if ours in unsure]
    return replace(
        guess,
        mapping=replace(guess.mapping, values=values),
        value_suggestions=tuple(suggestions),
        needs_confirmation=tuple(dict.fromkeys([*guess.needs_confirmation, *required])),
    )


def _stays(cell: str, theirs: str, reshape: Reshape) -> bool:
    """Whether rows with this cell in `theirs` are kept at all: the words of others need no translation."""
    word = cell.strip().casefold()
    kept, left = reshape.keep_rows.get(theirs), reshape.leave_rows.get(theirs, ())
    return (kept is None or _is_one_of(word, kept)) and not _is_one_of(word, left)


def _is_one_of(word: str, words: Sequence[str]) -> bool:
    """As `formulas.one_of`: a star stands for any ending."""
    return any(word.startswith(w[:-1].casefold()) if w.endswith("*") else word == w.strip().casefold() for w in words)


def _finish(
    guess: Guess,
    columns: Sequence[str],
    samples: Dict[str, Sequence[str]],
    scores: dict[str, float],
    file_name: str,
) -> Guess:
    """Side, what is missing, what is kept aside, the other tables."""
    guess = _side(guess, file_name)
    mapping, several = with_currency(guess.mapping, columns, samples)
    if guess.preset:
        mapping = with_marks(mapping, samples)
    guess = replace(guess, mapping=mapping, questions=(*guess.questions, *several))
    mapping, required = guess.mapping, TABLES[guess.table or ""].required
    have = {*mapping.columns, *mapping.constants, *mapping.reshape.given}
    have |= {"stage", "entered_at"} if mapping.unpivot else set()
    have |= (
        {"user_id"} if guess.table == "events" and "order_id" in have else set()
    )  # a refund may name its order alone
    asked = {choice.column for choice in guess.questions}
    used = {*map(str, mapping.columns.values()), *mapping.reshape.theirs, *mapping.unpivot}
    return replace(
        guess,
        missing=tuple(name for name in required if name not in have | asked),
        kept_aside=tuple(name for name in columns if name not in used),
        alternatives=tuple((name, score) for name, score in scores.items() if name != guess.table and score > 0),
    )


def _side(guess: Guess, file_name: str) -> Guess:
    """The side of a table that has both, from the file's name, else as a question."""
    assert guess.table is not None
    have = {*guess.mapping.columns, *guess.mapping.constants}
    if "side" not in TABLES[guess.table].names or "side" in have:
        return guess
    named = [side for side in SIDES if side in plain(file_name.lower()).split()]
    if len(named) == 1:
        because: Reason = reason("side", "", "file_name", LIKELY, value=named[0])
        constants = {**guess.mapping.constants, "side": named[0]}
        mapping = replace(guess.mapping, constants=constants)
        return replace(guess, mapping=mapping, reasons={**guess.reasons, "side": because})
    return replace(guess, questions=(*guess.questions, Choice("side", SIDES, QUESTIONS["side"])))


__all__ = ["recognise"]
