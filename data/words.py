"""Words and number formats in the two languages, for every room: screens, slides, checks and the command line.

English text stands in the code and is the key; Vietnamese stands in `locale/vi/*.po`, one file per section of the
product, read by Babel. Formats are Babel's, with the one rounding rule per unit that the whole product uses.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent, get_currency_symbol

from data.filled import filled

LANGUAGES = {"en": "English", "vi": "Tiếng Việt"}
LOCALES = {"en": "en_US", "vi": "vi_VN"}
FOLDER = Path(__file__).parent / "locale"
NONE = "–"
# The locale's one-letter shorts (Tr, T, NT) are not what people here say or read.
SHORTS = {"vi": {"N": "nghìn", "Tr": "triệu", "T": "tỷ", "NT": "nghìn tỷ"}}


@lru_cache(maxsize=8)
def catalogue(language: str) -> dict[str, str]:
    """All translations of `language`: English text → translated text, untranslated ones left out."""
    found: dict[str, str] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and message.string and not message.fuzzy:
                    found[str(message.id)] = str(message.string)
    return found


class Words:
    """One language's words and formats; `words.t("as of {day}", day=…)` translates, then fills in."""

    def __init__(self, language: str = "en", currency: str = "VND") -> None:
        self.language = language if language in LANGUAGES else "en"
        self.currency = currency
        self.locale = Locale.parse(LOCALES[self.language])

    def t(self, text: str, /, **values: object) -> str:
        """`text` in this language, with `{name}` and `{name:one|several}` filled from `values`."""
        found = catalogue(self.language).get(text, text) if self.language != "en" else text
        return filled(found, values) if values else found

    def number(self, value: float | None, digits: int = 0) -> str:
        """`1,234.5` or `1.234,5`; a dash for no value."""
        if value is None:
            return NONE
        return format_decimal(value, format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=self.locale)

    def percent(self, share: float | None, digits: int = 1) -> str:
        """A share as per cent: 0.025 is `2.5%` or `2,5%`."""
        if share is None:
            return NONE
        return format_percent(share, format=f"0.{'0' * digits}%" if digits else "0%", locale=self.locale)

    def points(self, change: float | None, digits: int = 1) -> str:
        """A change of a share in percentage points, signed: `+0.3 pp`, `-1,2 điểm %`."""
        if change is None:
            return NONE
        return f"{self.signed(change * 100, digits)} {self.t('pp')}"

    def signed(self, value: float | None, digits: int = 1) -> str:
        """A number that always carries its sign; a true minus sign."""
        if value is None:
            return NONE
        text = self.number(abs(round(value, digits)), digits)
        sign = "" if round(value, digits) == 0 else ("+" if value > 0 else "−")
        return f"{sign}{text}"

    def money(self, value: float | None, compact: bool = False) -> str:
        """An amount in the data set's currency, `28.000 ₫`; compact: `16.8M ₫` or `16,8 triệu ₫`."""
        if value is None:
            return NONE
        if compact and abs(value) >= 10_000:
            short = format_compact_decimal(value, fraction_digits=1, locale=self.locale)
            number, _, unit = short.partition("\u00a0")
            spoken = SHORTS.get(self.language, {}).get(unit)
            parts = (number, spoken, self.symbol) if spoken else (short, self.symbol)
            return "\u00a0".join(parts)
        digits = 0 if self.currency == "VND" else 2
        return format_currency(
            value,
            self.currency,
            format=f"#,##0{'.00' if digits else ''}\u00a0¤",
            locale=self.locale,
            currency_digits=False,
        )

    @property
    def symbol(self) -> str:
        """The currency's sign."""
        return get_currency_symbol(self.currency, locale=self.locale)

    def date(self, day: date | None, style: str = "medium") -> str:
        """A day: `Jun 28, 2026` or `28 thg 6, 2026`."""
        return NONE if day is None else format_date(day, format=style, locale=self.locale)
