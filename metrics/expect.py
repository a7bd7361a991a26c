"""What a settings file must look like, asked for piece by piece: for benchmarks.py. Nothing raises; problems add up."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable
from typing import Any

from data.errors import did_you_mean
from data.words import LANGUAGES
from metrics.strict_yaml import Problems

MAX_DAYS = 3660
SHORT = 8  # names that are listed whole


def below(path: str, key: object) -> str:
    """The key path of `key` under `path`."""
    return f"{path}.{key}" if path else str(key)


def mapping(
    problems: Problems, path: str, value: object, allowed: Collection[Any] | None = None, required: Iterable[Any] = ()
) -> dict[Any, Any]:
    """`value` as a mapping of `allowed` keys (None: any) with all `required` ones; what does not fit is left out."""
    if not isinstance(value, dict):
        problems.add(path, f"found {shown(value)}, expected keys with values")
        return {}
    known = {key: item for key, item in value.items() if allowed is None or key in allowed}
    for key in value.keys() - known.keys():
        problems.add(below(path, key), f"unknown key, {wanted(key, [str(name) for name in allowed or ()])}")
    for key in required:
        if known.get(key) is None:
            known.pop(key, None)
            problems.add(below(path, key), "is missing")
    return known


def number(
    problems: Problems, path: str, value: object, most: float | None = None, hint: str = "a number of 0 or more"
) -> float | None:
    """A number from 0 to `most`; None, with a problem, for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.add(path, f"found {shown(value)}, expected {hint}")
    elif value < 0 or (most is not None and value > most):
        limit = f" up to {most:g}" if most is not None else ""
        problems.add(path, f"found {value}, expected {hint}{limit}")
    else:
        return float(value)
    return None


def whole(problems: Problems, path: str, value: object, least: int, most: int) -> int | None:
    """A whole number from `least` to `most`; None, with a problem, for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    problems.add(path, f"found {shown(value)}, expected a whole number from {least} to {most}")
    return None


def choice(problems: Problems, path: str, value: object, known: Collection[str]) -> str | None:
    """One of `known`; None, with a problem that names the nearest, for anything else."""
    if isinstance(value, str) and value in known:
        return value
    problems.add(path, f"found {shown(value)}, {wanted(value, known)}")
    return None


def words(problems: Problems, path: str, value: object, fields: Collection[str] = ()) -> dict[str, str]:
    """One text per language; `{name}` in it only for names in `fields`."""
    texts = mapping(problems, path, value, LANGUAGES, LANGUAGES)
    return {
        language: text
        for language, text in texts.items()
        if _is_text(problems, below(path, language), text)
        and _fields_fit(problems, below(path, language), text, fields)
    }


def _is_text(problems: Problems, path: str, value: object) -> bool:
    if isinstance(value, str) and value.strip():
        return True
    problems.add(path, f"found {shown(value)}, expected text")
    return False


def _fields_fit(problems: Problems, path: str, text: str, fields: Collection[str]) -> bool:
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        used = {"{"}
    if used <= set(fields):
        return True
    allowed = listed([f"{{{name}}}" for name in fields]) if fields else "no braces"
    problems.add(path, f"found {shown(text)}, expected {allowed} in the text")
    return False


def wanted(value: object, known: Collection[str]) -> str:
    """What was expected in place of `value`: all of a short list, the beginning of a long one, and the nearest."""
    names = list(known)
    some = listed(names) if len(names) <= SHORT else f"{listed(names[:SHORT])} … ({len(names)} in all)"
    near = did_you_mean(value, names) if isinstance(value, str) else ""
    return f"expected one of {some}{near}" if names else "expected none here"


def listed(names: Iterable[str]) -> str:
    """Names as `a, b, c`."""
    return ", ".join(names)


def shown(value: object) -> str:
    """A found value as people would name it: text in quotes, nothing, a list, keys."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f"text {value!r}" if isinstance(value, str) else str(value)
