"""Amounts in several currencies, for the person who dropped the file: keep one currency, or convert at their rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from data.errors import FunnelError
from data.ingest import Ingested
from data.mapping import Mapping
from data.rate import exact_rate
from data.reply import converted
from data.retell import retell
from data.typed.convert import DOLLAR
from data.typed.question import Question
from data.words import Words
from metrics.result import Note
from pages.parts import upload_state
from pages.parts.upload_state import Item
from pages.parts.words import note_text, plain

KEEP_ROWS = "reshape.keep_rows."
MIXED = "mixed_currency"
USUAL = "VND"  # offered first: few think of a rate as what one đồng is worth
CODE = 3  # letters of a currency's code; a sign such as ¥ stands for several


def mixed(found: Ingested) -> list[str]:
    """The currencies that the amounts of the file are in, where nobody said yet what to do with them."""
    codes: dict[str, None] = {}
    for notice in found.notices:
        if notice.code == MIXED:
            values = dict(notice.values)
            several = str(values.get("list") or f"{values.get('found')}, {values.get('currency')}").split(", ")
            codes |= dict.fromkeys(DOLLAR[1] if code == DOLLAR[0] else code for code in several)
    return sorted(codes)


def _whole(codes: Sequence[str]) -> list[str]:
    return [code for code in codes if len(code) == CODE]


def asked(found: Ingested) -> bool:
    """Whether the next thing to ask is what to do with amounts in several currencies."""
    first = any(question.canonical in ("", "table") for question in found.questions)  # the sheet, the table
    return bool(_whole(mixed(found)) and found.mapping.table and not first)


def ask(said: Words, item: Item, found: Ingested) -> bool:
    """What to do with amounts marked with different currencies: two ways, neither the default; whether it is asked."""
    if not asked(found):
        return False
    codes = mixed(found)
    whole = _whole(codes)
    st.markdown(f"**{said.t('The amounts are in several currencies. What shall be done?')}**")
    _told(said, found)
    st.caption(said.t("Amounts without a currency mark are taken to be in the currency you keep or convert into."))
    kept = st.radio(
        said.t("Keep one currency; rows in another one are set aside"),
        whole,
        index=None,
        horizontal=True,
        key=f"keep-{item['id']}-{item['round']}",
    )
    if kept:
        read = replace(found.mapping.read, keep_currency=kept, currency=None, rates=None)
        _again(item, replace(found.mapping, read=read))
    given = _rates(said, item, codes, whole)
    if given:
        to, rates = given
        read = replace(found.mapping.read, currency=to, rates=tuple(rates.items()), keep_currency=None)
        _again(item, replace(found.mapping, read=read))
    return True


def _told(said: Words, found: Ingested) -> None:
    """Where the currencies were seen: the remark of the checks, as what the question rests on."""
    for notice in found.notices:
        if notice.code == MIXED:
            st.caption(plain(note_text(said, Note(notice.code, notice.text, notice.values))))


def convert(said: Words, item: Item, mapping: Mapping, question: Question) -> None:
    """A column says each row's currency: instead of keeping one, all may be converted at rates the person gives."""
    codes = [option.label for option in question.options]
    given = _rates(said, item, codes, codes)
    if given:
        _again(item, converted(mapping, question.canonical.removeprefix(KEEP_ROWS), *given))


def _again(item: Item, mapping: Mapping) -> None:
    upload_state.reread(item, mapping)
    st.rerun()


def _rates(said: Words, item: Item, codes: Sequence[str], targets: Sequence[str]) -> tuple[str, dict[str, str]] | None:
    """The currency to convert into and what one of each other one is worth in it, once all is given and readable."""
    with st.expander(said.t("Or convert all amounts into one currency"), icon=":material/currency_exchange:"):
        usual = targets.index(USUAL) if USUAL in targets else 0
        to = str(st.selectbox(said.t("Into"), targets, usual, key=f"to-{item['id']}-{item['round']}"))
        with st.form(f"rates-{item['id']}-{item['round']}", border=False):
            texts = {code: _rate(said, code, to, item) for code in codes if code != to}
            if not st.form_submit_button(said.t("Convert")):
                return None
        try:
            return to, {code: exact_rate(text, code, to) for code, text in texts.items()}
        except FunnelError as error:
            st.error(f"**{plain(retell(said, error.title))}**  \n{plain(retell(said, error.message))}")
    return None


def _rate(said: Words, code: str, to: str, item: Item) -> str:
    return st.text_input(
        said.t("One {code} in {to}", code=code, to=to),
        placeholder=said.t("for example 25400 or 0.0000394"),
        key=f"rate-{item['id']}-{item['round']}-{code}-{to}",
    )
