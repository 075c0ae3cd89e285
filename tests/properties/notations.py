"""How people and programs write dates, moments, numbers and grades: one function per notation, and when it is unambiguous."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
LANGUAGES = ("en", "nl", "de", "fr", "es")


def _split(texts: dict[str, str]) -> dict[str, list[str]]:
    return {language: text.split() for language, text in texts.items()}


MONTHS = _split(
    {
        "en": "January February March April May June July August September October November December",
        "nl": "januari februari maart april mei juni juli augustus september oktober november december",
        "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    }
)
SHORT_MONTHS = _split(
    {
        "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "de": "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    }
)
WEEKDAYS = _split(
    {
        "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "es": "lunes martes miércoles jueves viernes sábado domingo",
    }
)
SHORT_WEEKDAYS = _split(
    {
        "en": "Mon Tue Wed Thu Fri Sat Sun",
        "nl": "ma di wo do vr za zo",
        "de": "Mo Di Mi Do Fr Sa So",
        "fr": "lun. mar. mer. jeu. ven. sam. dim.",
        "es": "lun mar mié jue vie sáb dom",
    }
)


@dataclass(frozen=True)
class DateNotation:
    """`order`: `dmy` or `mdy` where the numbers alone do not say which is the day; `separator`: what stands between them."""

    name: str
    write: Callable[[date, str], str]
    order: str | None = None
    separator: str = ""


def _long(day: date, language: str) -> str:
    month = MONTHS[language][day.month - 1]
    return {
        "de": f"{day.day}. {month} {day.year}",
        "es": f"{day.day} de {month} de {day.year}",
    }.get(language, f"{day.day} {month} {day.year}")


def _internet(day: date, _language: str) -> str:
    return f"{SHORT_WEEKDAYS['en'][day.weekday()]}, {day:%d} {SHORT_MONTHS['en'][day.month - 1]} {day.year}"


DATE_NOTATIONS = (
    DateNotation("2025-03-02", lambda day, _: f"{day:%Y-%m-%d}"),
    DateNotation("2025/03/02", lambda day, _: f"{day:%Y/%m/%d}"),
    DateNotation("02-03-2025", lambda day, _: f"{day:%d-%m-%Y}", "dmy", "-"),
    DateNotation("02/03/2025", lambda day, _: f"{day:%d/%m/%Y}", "dmy", "/"),
    DateNotation("02.03.2025", lambda day, _: f"{day:%d.%m.%Y}", "dmy", "."),
    DateNotation("2-3-2025", lambda day, _: f"{day.day}-{day.month}-{day.year}", "dmy", "-"),
    DateNotation("2/3/25", lambda day, _: f"{day.day}/{day.month}/{day:%y}", "dmy", "/"),
    DateNotation("2.3.25", lambda day, _: f"{day.day}.{day.month}.{day:%y}", "dmy", "."),
    DateNotation("03/02/2025 (US)", lambda day, _: f"{day:%m/%d/%Y}", "mdy", "/"),
    DateNotation("3/2/25 (US)", lambda day, _: f"{day.month}/{day.day}/{day:%y}", "mdy", "/"),
    DateNotation("3-2-2025 (US)", lambda day, _: f"{day.month}-{day.day}-{day.year}", "mdy", "-"),
    DateNotation(
        "zo 02-03-2025", lambda day, lang: f"{SHORT_WEEKDAYS[lang][day.weekday()]} {day:%d-%m-%Y}", "dmy", "-"
    ),
    DateNotation("2 maart 2025", _long),
    DateNotation("2 mrt 2025", lambda day, lang: f"{day.day} {SHORT_MONTHS[lang][day.month - 1]} {day.year}"),
    DateNotation("02-Mar-2025", lambda day, lang: f"{day:%d}-{SHORT_MONTHS[lang][day.month - 1].strip('.')}-{day.year}"),
    DateNotation(
        "02/Mar/25", lambda day, lang: f"{day:%d}/{SHORT_MONTHS[lang][day.month - 1].strip('.')}/{day:%y}"
    ),
    DateNotation("March 2, 2025", lambda day, _: f"{MONTHS['en'][day.month - 1]} {day.day}, {day.year}"),
    DateNotation("zondag 2 maart 2025", lambda day, lang: f"{WEEKDAYS[lang][day.weekday()]} {_long(day, lang)}"),
    DateNotation("Sun, 02 Mar 2025", _internet),
)  # fmt: skip

# Between date and time, and the time itself.
TIME_NOTATIONS: dict[str, Callable[[datetime], str]] = {
    " 15:04": lambda at: f" {at:%H:%M}",
    "T15:04": lambda at: f"T{at:%H:%M}",
    " 9:04": lambda at: f" {at.hour}:{at:%M}",
    " 15:04:05": lambda at: f" {at:%H:%M:%S}",
    "T15:04:05": lambda at: f"T{at:%H:%M:%S}",
    " 15:04:05.000": lambda at: f" {at:%H:%M:%S}.000",
    " 15:04:05.000000000": lambda at: f" {at:%H:%M:%S}.000000000",
    " 3:04 PM": lambda at: f" {at.hour % 12 or 12}:{at:%M} {at:%p}",
    " 3:04:05 PM": lambda at: f" {at.hour % 12 or 12}:{at:%M:%S} {at:%p}",
    " 03:04:05 pm": lambda at: f" {at:%I:%M:%S} {'pm' if at.hour >= 12 else 'am'}",
}


def _offset(pattern: str) -> Callable[[datetime], str]:
    def write(at: datetime) -> str:
        hours = int((at.utcoffset() or timedelta()).total_seconds()) // 3600
        return pattern.format(sign="-" if hours < 0 else "+", h=abs(hours))

    return write


def _named(winter: str, summer: str) -> Callable[[datetime], str]:
    return lambda at: summer if ZONE.dst(at.astimezone(ZONE).replace(tzinfo=None)) else winter


# Time zone written in, and what is written behind the time.
OFFSETS: dict[str, tuple[Callable[[datetime], datetime], Callable[[datetime], str]]] = {
    "+01": (lambda at: at, _offset("{sign}{h:02d}")),
    "+0100": (lambda at: at, _offset("{sign}{h:02d}00")),
    " +0100": (lambda at: at, _offset(" {sign}{h:02d}00")),
    " +0100 (CET)": (
        lambda at: at,
        lambda at: _offset(" {sign}{h:02d}00")(at) + f" ({_named('CET', 'CEST')(at)})",
    ),
    "+01:00": (lambda at: at, _offset("{sign}{h:02d}:00")),
    " GMT+1": (lambda at: at, _offset(" GMT{sign}{h}")),
    " UTC+01:00": (lambda at: at, _offset(" UTC{sign}{h:02d}:00")),
    "Z": (lambda at: at.astimezone(UTC), lambda _: "Z"),
    " UTC": (lambda at: at.astimezone(UTC), lambda _: " UTC"),
    "-05:00": (lambda at: at.astimezone(timezone(timedelta(hours=-5))), _offset("{sign}{h:02d}:00")),
    " CET": (lambda at: at, _named(" CET", " CEST")),
    " WET": (lambda at: at.astimezone(ZoneInfo("Europe/Lisbon")), _named(" WET", " WEST")),
    " EET": (lambda at: at.astimezone(ZoneInfo("Europe/Helsinki")), _named(" EET", " EEST")),
}


@dataclass(frozen=True)
class MomentNotation:
    """One way to write the cells of a column of moments. `midnight`: what stands behind a bare date, if not nothing."""

    date: DateNotation
    language: str
    time: str = ""
    offset: str = ""
    midnight: bool = False

    @property
    def tags(self) -> list[str]:
        """What is counted in the report."""
        tags = [f"date {self.date.name}"]
        if self.time:
            tags.append(f"time {self.time.strip()}")
        if self.offset:
            tags.append(f"offset {self.offset.strip()}")
        if self.midnight:
            tags.append("dates as midnight")
        return tags

    def there(self, at: date | datetime) -> date | datetime:
        """The moment in the time zone it is written in; a bare date as it is, or as its midnight."""
        if not isinstance(at, datetime):
            return datetime(at.year, at.month, at.day) if self.midnight else at
        return OFFSETS[self.offset][0](at.replace(tzinfo=ZONE)) if self.offset else at

    def write(self, at: date | datetime) -> str:
        """The cell."""
        there = self.there(at)
        text = self.date.write(there, self.language)
        if not isinstance(there, datetime):
            return text
        text += TIME_NOTATIONS[self.time](there)
        if not self.offset:
            return text
        # A program that keeps dates keeps them as midnight in its own zone, whichever that is.
        return text + OFFSETS[self.offset][1](there if there.tzinfo else there.replace(tzinfo=ZONE))

    def shows_day(self, cells: Iterable[date | datetime]) -> bool:
        """Whether some cell shows which number is the day: by a day above twelve."""
        return any(self.there(at).day > 12 for at in cells)


def random_moments(random: Random, language: str, cells: list[date | datetime]) -> MomentNotation:
    """A notation that keeps all that these cells say."""
    timed = [at for at in cells if isinstance(at, datetime)]
    chosen = random.choice(DATE_NOTATIONS)
    if not timed:
        # Only programs write dates as midnight; they write no words.
        if random.random() < 0.15:
            chosen = random.choice(DATE_NOTATIONS[:5])
            time = random.choice([" 15:04:05", "T15:04:05", " 15:04", " 15:04:05.000"])
            offset = random.choice(["", "", "+01:00", "+01", "Z"]) if chosen.order is None else ""
            return MomentNotation(chosen, language, time, offset, midnight=True)
        return MomentNotation(chosen, language)
    seconds = any(at.second for at in timed)
    times = [name for name in TIME_NOTATIONS if not seconds or "05" in name]
    if chosen.name != "2025-03-02":
        times = [name for name in times if not name.startswith("T")]
    time = random.choice(times)
    offset = random.choice([*OFFSETS]) if random.random() < 0.35 else ""
    # "3:04 PM+01" is nobody's notation; form services write "3:04 PM GMT+1".
    if time.lower().endswith("pm") and offset and not offset.startswith(" "):
        offset = " GMT+1"
    return MomentNotation(chosen, language, time, offset)


# An amount as written, and whether a column of such cells shows which sign is the decimal one.
def _grouped(group: str, decimal: str) -> Callable[[float], str]:
    def write(value: float) -> str:
        text = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
        return text.translate({ord(","): group, ord("."): decimal})

    return write


AMOUNTS: dict[str, Callable[[float], str]] = {
    "1234.5": lambda value: f"{value:.2f}" if value % 1 else f"{value:.0f}",
    "1234,50": lambda value: (f"{value:.2f}" if value % 1 else f"{value:.0f}").replace(".", ","),
    "1.234,50": _grouped(".", ","),
    "1,234.50": _grouped(",", "."),
    "€ 1.234,50": lambda value: "€ " + _grouped(".", ",")(value),
    "1.234,50 €": lambda value: _grouped(".", ",")(value) + " €",
    "EUR 1,234.50": lambda value: "EUR " + _grouped(",", ".")(value),
    "1 234,50": _grouped("\N{NO-BREAK SPACE}", ","),
    "1'234.50": _grouped("'", "."),
}


def amounts_are_clear(notation: str, values: list[float]) -> bool:
    """Whether the cells show their decimal sign, or have none: one with cents, or none with a thousands separator."""
    if notation.startswith("1 234") or notation.startswith("1'234"):
        return any(value % 1 for value in values) or all(value < 1000 for value in values)
    grouped = "," in notation and "." in notation
    return any(value % 1 for value in values) or not grouped or all(value < 1000 for value in values)


# Scale, and the grade on it of a rating 1-5.
SCALES: dict[str, Callable[[float], float]] = {
    "1-5": lambda rating: rating,
    "1-10": lambda rating: (rating - 1) / 0.4,
    "1-7": lambda rating: 1 + (rating - 1) * 1.5,
    "0-100": lambda rating: (rating - 1) * 25,
}
TOPS = {"1-5": 5.0, "1-10": 10.0, "1-7": 7.0, "0-100": 100.0}

# Words for the ratings 1, 2, 3, 4, 5.
GRADE_WORDS: dict[str, tuple[str, ...]] = {
    "++ to --": ("--", "-", "+/-", "+", "++"),
    "★": tuple("★" * n for n in range(1, 6)),
    "★ of five": tuple("★" * n + "☆" * (5 - n) for n in range(1, 6)),
    "n stars": ("1 star", "2 stars", "3 stars", "4 stars", "5 stars"),
    "smileys": ("😡", "🙁", "😐", "🙂", "😀"),
}
