"""Answers of a person written into a mapping, and finished sentences told again in another language."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from data.ingest import Ingested, ingest
from data.mapping import Mapping, ReadOptions
from data.reply import answerable, converted, reply
from data.retell import retell
from data.typed.question import Option, Question
from data.words import Words

TWO_DATES = "deal_id,status,created_at,closed_at\n" + "".join(
    f"d{n},won,{n % 9 + 1:02d}/02/2026,{n % 9 + 1:02d}/03/2026\n" for n in range(9)
)
TWO_CURRENCIES = "order_id,user_id,ts,amount,Currency\na,u1,2026-05-01,2,USD\nb,u2,2026-05-02,30000,VND\n"


def read(folder: Path, text: str, mapping: Mapping | None = None) -> Ingested:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return ingest(path, folder / "out", mapping=mapping, show=True)


def test_each_column_has_its_own_answer(tmp_path: Path) -> None:
    found = read(tmp_path, TWO_DATES)
    asked = {question.canonical: question for question in found.questions}
    assert set(asked) == {"created_at", "closed_at"}
    created, closed = asked["created_at"], asked["closed_at"]
    day, month = (next(o for o in created.options if dict(o.read)["date"] == order) for order in ("dmy", "mdy"))
    again = read(tmp_path, TWO_DATES, reply(found.mapping, [(created, day), (closed, month)]))
    assert not again.questions
    assert again.mapping.formats == {"created_at": {"date": "dmy"}, "closed_at": {"date": "mdy"}}
    assert again.used == 9
    assert (again.first.isoformat(), again.last.isoformat()) == ("2026-02-01", "2026-02-09")  # type: ignore[union-attr]


def test_another_table_starts_anew() -> None:
    mapping = Mapping("orders", ReadOptions(delimiter=";"), columns={"user_id": "x"})
    option = Option("deals", (("table", "deals"),), "deals")
    question = Question("mapping", "table", "table", "?", (option,), "")
    assert reply(mapping, [(question, option)]) == Mapping("deals", ReadOptions(delimiter=";"))


def test_places_of_the_mapping_file() -> None:
    mapping = Mapping("deals", columns={"deal_id": "id"}, constants={"owner": "An"})
    question = Question("mapping", "", "", "?", (), "")
    read = (
        ("columns.owner", "rep"),
        ("values.status.Closed. Won", "won"),
        ("constants.segment", "SMB"),
        ("decimal", ","),
    )
    found = reply(mapping, [(question, Option("", read, ""))])
    assert found.columns == {"deal_id": "id", "owner": "rep"}
    assert found.constants == {"segment": "SMB"}
    assert found.values == {"status": {"Closed. Won": "won"}}
    assert found.read.decimal == ","


def test_a_word_nobody_knows_cannot_be_confirmed() -> None:
    assert not answerable(Option("x", (("values.status.x", "…"),), ""))
    assert answerable(Option("x", (("values.status.x", "won"),), ""))


def test_one_currency_kept_or_all_converted(tmp_path: Path) -> None:
    found = read(tmp_path, TWO_CURRENCIES, Mapping(table="orders"))
    asked = [question for question in found.questions if "Currency" in question.canonical]
    if asked:
        kept = next(option for option in asked[0].options if option.label == "VND")
        one = read(tmp_path, TWO_CURRENCIES, reply(found.mapping, [(asked[0], kept)]))
        assert (one.used, one.set_aside, one.amount_sum, one.currency) == (1, 1, Decimal(30000), "VND")
    columns = {name: name for name in ("order_id", "user_id", "ts", "amount")}
    both = read(
        tmp_path, TWO_CURRENCIES, converted(Mapping("orders", columns=columns), "Currency", "VND", {"USD": "25000"})
    )
    assert (both.used, both.amount_sum, both.currency) == (2, Decimal(80000), "VND")


def test_columns_that_do_not_fit_are_shown_and_not_raised(tmp_path: Path) -> None:
    found = read(tmp_path, "order_id,ts,amount\na,2026-05-01,5\n", Mapping(table="orders"))
    assert found.parquet is None
    assert found.refused
    assert found.preview is not None
    assert found.preview.rows == (("a", "2026-05-01", "5"),)
    assert (found.records, found.used, found.set_aside) == (1, 0, 1)


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("a.csv is a RAR archive; unpack it first", "a.csv là tệp nén RAR; hãy giải nén trước"),
        ("“01/02/2024” is 01 February 2024", "“01/02/2024” là 1 thg 2, 2024"),
        ("Not a table", "Không phải là bảng"),
        ("nothing of the kind is known here", "nothing of the kind is known here"),
    ],
)
def test_sentences_are_told_again(english: str, vietnamese: str) -> None:
    assert retell(Words("vi"), english) == vietnamese
    assert retell(Words("en"), english) == english
