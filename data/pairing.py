"""Pairs a file's columns with a table's, by name and content, for `recognise`; equal claims stay open as ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data import synonyms
from data.evidence import Evidence
from data.guess import LIKELY, SURE, WEAK
from data.naming import plain, without_currency
from data.tables import TABLES, Column

NEAR = 0.6
OPPOSITES = frozenset(
    {
        "refund",
        "refunded",
        "hoan",
        "tax",
        "thue",
        "fee",
        "phi",
        "discount",
        "shipping",
        "giam",
        "gia",
        "ship",
        "cost",
        "chi",
        "cogs",
        "margin",
    }
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Their column for one of ours; `why` is a key of `guess.REASONS`."""

    theirs: str
    score: float
    why: str
    confidence: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Pairing:
    """Our column → the pair found; `ties` are ours with several columns equally good."""

    pairs: dict[str, Pair] = field(default_factory=dict)
    ties: dict[str, tuple[str, ...]] = field(default_factory=dict)


def pair(table: str, columns: Sequence[str], proof: Dict[str, Evidence], content: bool = True) -> Pairing:
    """The pairs of `table` with `columns`; with `content`, required columns nobody named are looked for by content."""
    result = Pairing()
    claims = sorted(_claims(table, columns, proof), key=lambda claim: -claim[2].score)
    taken: set[str] = set()
    for score in sorted({claim[2].score for claim in claims}, reverse=True):
        level = [(ours, one) for ours, theirs, one in claims if one.score == score and theirs not in taken]
        for ours in dict.fromkeys(name for name, _ in level):
            if ours in result.pairs or ours in result.ties:
                continue
            options = [one for name, one in level if name == ours and one.theirs not in taken]
            if len(options) == 1:
                result.pairs[ours] = options[0]
                taken.add(options[0].theirs)
            elif options:
                result.ties[ours] = tuple(one.theirs for one in options)
                taken.update(result.ties[ours])
    _tell_doubts(result, claims)
    if content:
        _by_content(table, columns, proof, result, taken)
    return result


def _tell_doubts(result: Pairing, claims: list[tuple[str, str, Pair]]) -> None:
    """Where a column with a usual name was passed over because of its cells, the reason says so."""
    for ours, chosen in result.pairs.items():
        passed = [one for name, _, one in claims if name == ours and one.why == "doubtful" and one is not chosen]
        if passed and chosen.why != "doubtful":
            values = {"other": "”, “".join(one.theirs for one in passed), "example": passed[0].values["example"]}
            result.pairs[ours] = replace(chosen, why="instead", confidence=LIKELY, values=values)


def _claims(table: str, columns: Sequence[str], proof: Dict[str, Evidence]) -> list[tuple[str, str, Pair]]:
    claims = []
    before = common_start(columns)
    for column in TABLES[table].columns:
        for theirs in columns:
            found = _claim(column, synonyms.names(table)[column.name], theirs, proof[theirs], before)
            if found:
                claims.append((column.name, theirs, found))
    return claims


def _claim(
    column: Column, groups: tuple[frozenset[str], ...], theirs: str, evidence: Evidence, start: str = ""
) -> Pair | None:
    """How well their name fits, 1 for our own name; cells that cannot be of our type make it a third."""
    forms = {plain(theirs), without_currency(theirs), plain(theirs.removeprefix(start))}
    rank = next((place for place, group in enumerate(groups) if forms & group), None)
    if rank is not None:
        score = 1 - 0.04 * min(rank, 5) - 0.01 * max(rank - 5, 0)  # a known name is always better than a near one
        why, confidence = "same" if rank == 0 else "known", SURE
    elif _is_near(forms, groups):
        score, why, confidence = NEAR, "near", LIKELY
    else:
        return None
    if not evidence.fits(column.type):
        return Pair(theirs, round(score / 3, 3), "doubtful", WEAK, {"example": evidence.example})
    return Pair(theirs, round(score, 3), why, confidence)


def common_start(columns: Sequence[str]) -> str:
    """What nearly all names begin with, as `Deal - ` does in every language of a CRM's export; empty without one."""
    starts = Counter(name[: name.index(" - ") + 3] for name in columns if " - " in name)
    start, count = starts.most_common(1)[0] if starts else ("", 0)
    return start if count >= 3 and count >= 0.8 * len(columns) else ""


def _is_near(forms: set[str], groups: tuple[frozenset[str], ...]) -> bool:
    """Whether a name is a usual one with neutral words added: `total order amount`, never `refund amount`."""
    for form in forms:
        words = set(form.split())
        if words & OPPOSITES:
            continue
        for known in (name for group in groups for name in group):
            rest = words - set(known.split())
            if set(known.split()) <= words and rest <= synonyms.NEUTRAL and len(known) > 2:
                return True
    return False


def _by_content(
    table: str, columns: Sequence[str], proof: Dict[str, Evidence], result: Pairing, taken: set[str]
) -> None:
    """Required columns nobody named: only where a single unused column can be meant, and never without a question."""
    free = [name for name in columns if name not in taken]
    kinds = {
        "only_dates": [name for name in free if proof[name].is_date],
        "only_numbers": [name for name in free if proof[name].is_number and not proof[name].is_id],
        "only_ids": [name for name in free if proof[name].is_id],
    }
    for column in TABLES[table].columns:
        if not column.required or column.name in result.pairs or column.name in result.ties:
            continue
        kind = _kind(column)
        options = kinds.get(kind, [])
        if len(options) == 1 and options[0] not in taken:
            result.pairs[column.name] = Pair(options[0], 0.1, kind, WEAK)
            taken.add(options[0])


def _kind(column: Column) -> str:
    if column.type in ("DATE", "TIMESTAMP"):
        return "only_dates"
    if column.type != "TEXT":
        return "only_numbers"
    return "only_ids" if column.name.endswith("_id") else ""
