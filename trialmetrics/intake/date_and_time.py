"""Pair a column of dates with the column of times of day that belongs to it, such as `Datum` and `Tijd`."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from trialmetrics.errors import UsageError
from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.headings import COLUMNS, normalised
from trialmetrics.intake.values.clocks import AmbiguousZone, Clock, read_clock
from trialmetrics.intake.values.dates import DateText, folded, read_date
from trialmetrics.intake.values.durations import EARLIEST_HOUR
from trialmetrics.text.language import _

# Words of a heading without accents, the longest first; they also end compounds such as Besteldatum.
_TIME_OF_DAY = ("uhrzeit", "tijdstip", "heure", "hora", "clock")
_TIME_WORDS = (*_TIME_OF_DAY, "time", "tijd", "zeit", "uur")
_DATE_WORDS = ("datum", "fecha", "date", "jour", "day", "dag", "tag", "dia")
_LITTLE_WORDS = frozenset(
    (
        "de",
        "del",
        "der",
        "du",
        "des",
        "d",
        "of",
        "the",
        "van",
        "la",
        "le",
        "el",
        "op",
        "on",
        "am",
        "om",
        "at",
        "um",
        "a",
    )
)

# Programs write a date with midnight, and a time of day on the first day they know.
MIDNIGHT = r"[T ]0?0:00(:00([.,]0+)?)?$"
EPOCH = r"^(1899-12-3[01]|1900-01-0[01]|1904-01-01|1970-01-01)[T ]"


@dataclass(frozen=True)
class Joined:
    """Where our columns are: `places` (position -> ours), `times` (ours -> position of its times of day), and what is still
    `contested`, as `headings.recognise` says it."""

    places: dict[int, str]
    contested: list[str]
    times: dict[str, int] = field(default_factory=dict)


def join_times(
    names: Sequence[str],
    sample: Sequence[Sequence[str]],
    kind: str,
    places: Mapping[int, str],
    contested: Collection[str],
    chosen: Mapping[str, str | None],
) -> Joined:
    """Find the time of day of every column of dates, by its heading and by the values of the first rows (`sample`).

    A person's choice of two columns for one of ours comes first. Raises UsageError where those are not a date and a time.
    """
    pairing = _Pairing(names, sample, kind, dict(places), chosen)
    pairing.join_chosen()
    if kind == "events" and "occurred_at" not in chosen.values():
        pairing.join_moment_of_event()
    pairing.join_by_heading()
    return Joined(
        dict(sorted(pairing.places.items())),
        [name for name in contested if name not in pairing.places.values()],
        pairing.times,
    )


class _Pairing:
    def __init__(
        self,
        names: Sequence[str],
        sample: Sequence[Sequence[str]],
        kind: str,
        places: dict[int, str],
        chosen: Mapping[str, str | None],
    ) -> None:
        self.names, self.kind, self.chosen, self.places = names, kind, chosen, places
        self.times: dict[str, int] = {}
        cells = [[row[at].strip() for row in sample if at < len(row)] for at in range(len(names))]
        self.clocks = {at: clocks for at in range(len(names)) if (clocks := _clocks(cells[at]))}
        self.dates = {at for at in range(len(names)) if at not in self.clocks and _are_dates(cells[at])}

    def join_chosen(self) -> None:
        for ours in {ours for ours in self.chosen.values() if ours}:
            both = [at for at, name in enumerate(self.names) if self.chosen.get(name) == ours]
            if len(both) < 2 or ours not in COLUMNS[self.kind]:
                continue
            times = [at for at in both if at in self.clocks]
            if not times and not any(at in self.dates for at in both[1:]):
                # Empty in the first rows: the heading says it.
                times = [at for at in both if _stem(self.names[at], _TIME_WORDS) is not None]
            if len(both) > 2 or len(times) != 1 or COLUMNS[self.kind][ours].kind != "moment":
                raise UsageError(
                    _(
                        "{headings} are both mapped to {column}; only a column of dates and one of times of day are joined."
                    ).format(headings=", ".join(self.names[at] for at in both), column=ours)
                )
            for at in both:
                self.places.pop(at, None)
            self.places[next(at for at in both if at not in times)] = ours
            self.times[ours] = times[0]

    def join_moment_of_event(self) -> None:
        """The moment of an event: its only time of day, with its date."""
        times = [at for at in self.clocks if self._is_free(at, "occurred_at") and self._says_event_time(at)]
        if len(times) != 1:
            return
        placed = [at for at, ours in self.places.items() if ours == "occurred_at" and at in self.dates]
        dates = placed or [
            at for at in self.dates if self._is_free(at, "occurred_at") and self._says_event_date(at)
        ]
        if len(dates) == 1:
            self.places = {at: ours for at, ours in self.places.items() if ours != "occurred_at"}
            self.places[dates[0]] = "occurred_at"
            self.times["occurred_at"] = times[0]

    def join_by_heading(self) -> None:
        """Dates and times whose headings differ only in the word for date and time, or that stand side by side."""
        for at, ours in self.places.items():
            if at not in self.dates or COLUMNS[self.kind][ours].kind != "moment" or ours in self.times:
                continue
            free = [time for time in self.clocks if time not in self.times.values() and self._is_free(time)]
            stem = _date_stem(self.names[at])
            alike = [time for time in free if stem and _stem(self.names[time], _TIME_WORDS) == stem]
            plain = [
                time for time in free if _stem(self.names[time], _TIME_WORDS) == "" and self._is_time(time)
            ]
            if len(alike) == 1:
                self.times[ours] = alike[0]
            elif not alike and at + 1 in plain:
                self.times[ours] = at + 1
            elif not alike and len(plain) == 1 and len(self.dates) == 1:
                self.times[ours] = plain[0]

    def _is_free(self, at: int, ours: str | None = None) -> bool:
        return self.names[at] not in self.chosen and self.places.get(at) in (None, ours)

    def _is_time(self, at: int) -> bool:
        """Whether a column is one of times of day, and not of lengths of time."""
        of_day = _stem(self.names[at], _TIME_OF_DAY) is not None
        return of_day or all(clock.time.total_seconds() >= 3600 * EARLIEST_HOUR for clock in self.clocks[at])

    def _says_event_time(self, at: int) -> bool:
        return _stem(self.names[at], _TIME_WORDS) in ("", "event", "gebeurtenis")

    def _says_event_date(self, at: int) -> bool:
        return _stem(self.names[at], _DATE_WORDS) in ("", "event", "gebeurtenis")


def _words(heading: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return folded(normalised(spaced)).replace("'", " ").split()


def _stem(heading: str, words: Sequence[str]) -> str | None:
    """A heading without its last word for a date or time (one of `words`, or a compound with it); None if it has none."""
    parts = _words(heading)
    for place in reversed(range(len(parts))):
        for word in words:
            if parts[place].endswith(word):
                rest = [*parts[:place], parts[place].removesuffix(word), *parts[place + 1 :]]
                return " ".join(part for part in rest if part and part not in _LITTLE_WORDS)
    return None


def _date_stem(heading: str) -> str:
    stem = _stem(heading, _DATE_WORDS)
    return " ".join(part for part in _words(heading) if part not in _LITTLE_WORDS) if stem is None else stem


def _clocks(cells: Sequence[str]) -> list[Clock]:
    """The times of day in a column; empty if it has dates, or more other figures than times."""
    filled = [cell for cell in cells if any(map(str.isdigit, cell))]
    clocks = [clock for cell in filled if (clock := _clock(cell))]
    return clocks if 2 * len(clocks) > len(filled) and not any(map(_date, filled)) else []


def _clock(cell: str) -> Clock | None:
    try:
        return read_clock(folded(without_epoch(cell)))
    except AmbiguousZone:
        return None


def _are_dates(cells: Sequence[str]) -> bool:
    """Whether a column has dates and none with a time, midnight being none; a few other figures may be mistakes."""
    filled = [cell for cell in cells if any(map(str.isdigit, cell))]
    dates = [date for cell in filled if (date := _date(cell))]
    return 2 * len(dates) > len(filled) and not any(date.rest for date in dates)


def _date(cell: str) -> DateText | None:
    words = folded(without_midnight(without_epoch(cell.replace(NATIVE, ""))))
    return read_date(words, "dmy") or read_date(words, "mdy")


def without_midnight(cell: str) -> str:
    """A date without the midnight after it."""
    return re.sub(MIDNIGHT, "", cell)


def without_epoch(cell: str) -> str:
    """A time of day without the day before it."""
    return re.sub(EPOCH, "", cell)


def sql(date: str, time: str, nothing: str) -> str:
    """SQL expression of a date and a time as one text; `nothing`: a list of the texts that say that there is no time.

    A time without a date stays one that cannot be read, rather than becoming nothing.
    """
    only_date = f"case when length({date}) > 10 then regexp_replace({date}, '{MIDNIGHT}', '') else {date} end"
    only_time = f"case when length({time}) > 10 then regexp_replace({time}, '{EPOCH}', '') else {time} end"
    return (
        f"case when {time} is null or list_contains({nothing}, lower({time})) then {date} "
        f"else concat(coalesce({only_date}, '?'), ' ', {only_time}) end"
    )
