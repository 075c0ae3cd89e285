"""Names of months, weekdays, time zones and units of time as people write them in five languages, without accents: data."""

from collections.abc import Mapping
from functools import cache

# One line per language: English, Dutch, German, French, Spanish. Any prefix of three letters that fits one month only is it.
MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december"),
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
           "december"),
    "de": ("januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
           "dezember"),
    "fr": ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
           "decembre"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
           "diciembre"),
}  # fmt: skip
# Spellings that are no prefix of those.
_OTHER_MONTHS = {"mrt": 3, "mrz": 3, "maerz": 3, "janner": 1, "jaenner": 1, "feber": 2, "setiembre": 9}

# From Monday. Any prefix of two letters names every weekday that begins with it.
WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
}
_OTHER_WEEKDAYS = {"weds": 3, "sonnabend": 6}
# Beside a weekday in another language, no date in numbers has its month first.
MONTH_FIRST_LANGUAGES = ("en",)

# Minutes ahead of UTC. Names that stand for several zones, such as IST, EST and BST, are left out: those are never guessed.
ZONES: Mapping[str, int] = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0,
    "wet": 0, "west": 60, "cet": 60, "cest": 120, "met": 60, "mest": 120, "eet": 120, "eest": 180,
    "wez": 0, "wesz": 60, "mez": 60, "mesz": 120, "oez": 120, "oesz": 180,
}  # fmt: skip

# Names of units, with the minutes in one. A month has no fixed length, a working day depends on the calendar: neither is here.
MINUTE, HOUR, DAY, WEEK = 1, 60, 24 * 60, 7 * 24 * 60
UNITS: Mapping[str, int] = {
    **dict.fromkeys(
        ("min", "mins", "minute", "minutes", "minuut", "minuten", "minuto", "minutos", "mn"), MINUTE
    ),
    **dict.fromkeys(
        ("h", "hr", "hrs", "hour", "hours", "u", "uur", "uren", "std", "stunde", "stunden", "heure", "heures", "hora",
         "horas"), HOUR
    ),
    **dict.fromkeys(
        ("d", "day", "days", "dag", "dagen", "tag", "tage", "tagen", "jour", "jours", "j", "dia", "dias"), DAY
    ),
    **dict.fromkeys(
        ("w", "wk", "wks", "week", "weeks", "weken", "woche", "wochen", "semaine", "semaines", "semana", "semanas"), WEEK
    ),
}  # fmt: skip
AFTER_WORDS = ("na", "after", "nach", "apres", "despues de", "tras")
LATER_WORDS = ("later", "spater", "plus tard", "apres", "despues", "mas tarde")
SAME_DAY = (
    "zelfde dag", "dezelfde dag", "diezelfde dag", "same day", "the same day", "selber tag", "am selben tag", "gleicher tag",
    "am gleichen tag", "derselbe tag", "meme jour", "le meme jour", "mismo dia", "el mismo dia",
)  # fmt: skip
NEXT_DAY = (
    "volgende dag", "de volgende dag", "next day", "the next day", "nachster tag", "am nachsten tag", "le lendemain",
    "lendemain", "dia siguiente", "al dia siguiente",
)  # fmt: skip
COUNTS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        (
            ("een", "one", "an", "a", "ein", "eine", "einem", "einer", "un", "une", "una"), ("twee", "two", "zwei", "deux", "dos"),
            ("drie", "three", "drei", "trois", "tres"), ("vier", "four", "quatre", "cuatro"),
            ("vijf", "five", "funf", "cinq", "cinco"), ("zes", "six", "sechs", "seis"), ("zeven", "seven", "sieben", "sept",
            "siete"), ("acht", "eight", "huit", "ocho"), ("negen", "nine", "neun", "neuf", "nueve"),
            ("tien", "ten", "zehn", "dix", "diez"),
        ),
        start=1,
    )
    for word in words
}  # fmt: skip


@cache
def month(word: str) -> int | None:
    """The number of a month, from its name or an abbreviation; None for another word or one that fits several."""
    if word in _OTHER_MONTHS:
        return _OTHER_MONTHS[word]
    numbers = _starting(MONTHS, word, shortest=3)
    return next(iter(numbers)) if len(numbers) == 1 else None


@cache
def weekdays(word: str, languages: tuple[str, ...] = tuple(WEEKDAYS)) -> frozenset[int]:
    """The weekdays (1: Monday) that a name or abbreviation stands for in these languages; empty for another word."""
    if word in _OTHER_WEEKDAYS:
        return frozenset({_OTHER_WEEKDAYS[word]})
    return _starting({language: WEEKDAYS[language] for language in languages}, word, shortest=2)


def _starting(names: Mapping[str, tuple[str, ...]], word: str, shortest: int) -> frozenset[int]:
    if len(word) < shortest:
        return frozenset()
    return frozenset(
        number
        for of_language in names.values()
        for number, name in enumerate(of_language, start=1)
        if name.startswith(word)
    )
