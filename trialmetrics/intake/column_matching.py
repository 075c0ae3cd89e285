"""Decide what kind of table a file is and which heading is which column of ours: by headings and values, else ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trialmetrics.intake import headings
from trialmetrics.intake.column_profile import ColumnProfile, profiles_of
from trialmetrics.intake.date_and_time import join_times
from trialmetrics.intake.heading_words import dates_spoken_of, delivery_meaning
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.kind_by_values import id_positions, kind_by_values, tells_trials_apart
from trialmetrics.intake.reading import Question, Settings
from trialmetrics.intake.remembered_settings import under_headings
from trialmetrics.vocabulary import EITHER

ALMOST_ALL = 0.8  # share of dates in a column of moments
KINDS = ("events", "sheet")
MAX_SHOWN = 30  # headings named in a question


@dataclass
class Matching:
    """The kind of table, our column by position in the header, open questions, and what the values decided, with the reason.

    `times`: our column -> position of the times of day that belong to its dates.
    `proposals`: heading -> the column of ours that it may stand for. `unused`: headings left alone, those of dates first:
    `{"heading", "values": up to three examples, "nearest": our column or None}`. `kind_said`: a person said the kind, of this
    file or an earlier one; `kind_shown`: the kind that headings and values show, and whether they leave no doubt.
    """

    kind: str
    places: dict[int, str]
    times: dict[str, int] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    decided: list[dict[str, Any]] = field(default_factory=list)
    proposals: dict[str, str] = field(default_factory=dict)
    unused: list[dict[str, Any]] = field(default_factory=list)
    kind_said: bool = False
    kind_shown: str = ""

    def to_remember(self, names: Sequence[str]) -> dict[str, Any]:
        """What rows set aside from this file are read by when they come back."""
        return {
            "kind": self.kind,
            "kind_said": self.kind_said,
            "kind_shown": self.kind_shown,
            "columns": {names[position]: ours for position, ours in self.places.items()},
            "times": {ours: names[position] for ours, position in self.times.items()},
        }


def match(
    names: Sequence[str],
    records: Sequence[Sequence[str]],
    settings: Settings,
    earlier: Mapping[str, Any],
    today: date,
    *,
    mended: bool,
    all_records: bool,
) -> Matching:
    """Match the headings `names`; `records`: the first ones below them, `all_records` if there are no others.

    `earlier`: what `to_remember` returned for the latest file with this header. It holds for its own rows that come back
    `mended`, and else where this file cannot tell.
    """
    if mended and earlier.get("columns"):
        return _as_earlier(names, settings, earlier)
    profiles = profiles_of(records, len(names))
    matcher = _Matcher(names, records, profiles, settings, earlier, today, all_records)
    return matcher.match()


def _as_earlier(names: Sequence[str], settings: Settings, earlier: Mapping[str, Any]) -> Matching:
    kind = earlier["kind"] if settings.kind == "auto" else settings.kind
    taken = {*settings.columns.values(), *settings.values}
    columns = under_headings(earlier["columns"], names)
    columns = {heading: ours for heading, ours in columns.items() if ours not in taken}
    chosen: dict[str, str | None] = {**dict.fromkeys(names), **columns, **settings.columns}
    places, _contested = headings.recognise(names, kind, chosen)
    times = {
        ours: names.index(heading)
        for heading, ours in under_headings(
            {heading: ours for ours, heading in earlier.get("times", {}).items()}, names
        ).items()
        if ours in places.values() and heading in names and heading not in settings.columns
    }
    said, shown = bool(earlier.get("kind_said")), earlier.get("kind_shown", "")
    return Matching(kind, places, times, kind_said=said, kind_shown=shown)


class _Matcher:
    def __init__(
        self,
        names: Sequence[str],
        records: Sequence[Sequence[str]],
        profiles: Sequence[ColumnProfile],
        settings: Settings,
        earlier: Mapping[str, Any],
        today: date,
        all_records: bool,
    ) -> None:
        self.names, self.records, self.profiles = names, records, profiles
        self.settings, self.earlier, self.today, self.all_records = settings, earlier, today, all_records
        self.profile_of = dict(zip(names, profiles, strict=True)) if records else {}
        self.questions: list[Question] = []
        self.decided: list[dict[str, Any]] = []
        self.places: dict[int, str] = {}
        self.times: dict[str, int] = {}
        self.candidates: dict[str, list[str]] = {}
        self.kind_said, self.kind_shown = settings.kind != "auto", ""

    def match(self) -> Matching:
        self.kind = self._kind()
        known_profiles = self.profiles if self.records else ()
        self.places, contested = headings.recognise(
            self.names, self.kind, self.settings.columns, known_profiles
        )
        joined = join_times(
            self.names, self.records, self.kind, self.places, contested, self.settings.columns
        )
        self.places, contested, self.times = joined.places, [*joined.contested], joined.times
        self._drop_empty_needed()
        self._decide_either()
        if self.kind == "events":
            self._complete_log(contested)
        self.places = dict(sorted(self.places.items()))
        self._ask_columns(contested)
        free = [
            name
            for at, name in enumerate(self.names)
            if not self._used(at) and name not in self.settings.columns
        ]
        taken = {*self.places.values(), *self.settings.values}
        nearest = headings.propose(free, self.kind, taken, self.profile_of)
        return Matching(
            self.kind, self.places, self.times, self.questions, self.decided, nearest, self._unused(nearest),
            self.kind_said, self.kind_shown,
        )  # fmt: skip

    def _used(self, position: int) -> bool:
        return position in self.places or position in self.times.values()

    def _kind(self) -> str:
        by_headings = headings.kind_of(
            self.names, self.settings.columns, self.settings.values, self.profiles if self.records else ()
        )
        found = kind_by_values(
            self.names, self.records, self.profiles, self.settings, by_headings, all_records=self.all_records
        )
        kind, sure = (found.kind, found.sure) if found else (by_headings, True)
        self.kind_shown = f"{kind}, {'sure' if sure else 'unsure'}"
        if self.settings.kind != "auto":
            return self.settings.kind
        earlier, said = self.earlier.get("kind"), bool(self.earlier.get("kind_said"))
        contradicts = said and earlier != kind
        # A history of orders and a list of how they stand may share a header: what was said of the one is asked of the other.
        alike = earlier == kind or self.kind_shown == self.earlier.get("kind_shown")
        if earlier and alike and (contradicts or not sure):
            self.kind_said = said
            self.decided.append({"code": "kind_as_before", "kind": earlier})
            return str(earlier)
        if found and not sure:
            self.questions.append(Question("kind", "which_kind", found.figures, KINDS, guess=kind))
        elif contradicts:
            figures = {"heading": None, "kind": kind}
            self.questions.append(Question("kind", "other_kind", figures, KINDS, guess=kind))
        elif found and kind != by_headings:
            self.decided.append({"code": "kind_read", "kind": kind, **found.figures})
        return kind

    def _drop_empty_needed(self) -> None:
        """Take no empty column for a needed one, unless a person or the very name of our column says so."""
        if not self.all_records:
            return
        for position, ours in [*self.places.items()]:
            heading, profile = self.names[position], self.profiles[position]
            intended = heading in self.settings.columns or headings.is_own_name(heading, ours)
            if COLUMNS[self.kind][ours].needed and not intended and profile.rows > 1 and not profile.filled:
                del self.places[position]

    def _decide_either(self) -> None:
        """Take bare delivery dates for the promise where another column or the values show it, else ask."""
        for position, heading in enumerate(self.names):
            if self._used(position) or heading in self.settings.columns or not self.records:
                continue
            text = headings.plain(heading)
            profile = self.profiles[position]
            if delivery_meaning(text) != "either" or not (
                profile.fits("promised_at") or profile.fits("delivered_at")
            ):
                continue
            self._decide_delivery_date(position, profile)
        for position, ours in self.places.items():
            heading = self.names[position]
            if heading not in self.settings.columns and ours in EITHER.get(headings.plain(heading), ()):
                self._decide(position, ours, "values")

    def _decide_delivery_date(self, position: int, profile: ColumnProfile) -> None:
        heading = self.names[position]
        free = [
            ours
            for ours in ("promised_at", "delivered_at")
            if ours in COLUMNS[self.kind]
            and ours not in self.places.values()
            and ours not in self.settings.values
        ]
        actual = next((self.names[at] for at, ours in self.places.items() if ours == "delivered_at"), None)
        if "promised_at" in free and actual:
            self._decide(position, "promised_at", "other_is_actual", other=actual)
        elif "promised_at" in free and profile.lies_ahead(self.today):
            self._decide(position, "promised_at", "lies_ahead")
        elif (earlier := under_headings(self.earlier.get("columns", {}), self.names).get(heading)) in free:
            self._decide(position, earlier, "as_before")
        elif "delivered_at" in free:
            complete = profile.filled == profile.rows and "promised_at" in free
            first = "promised_at" if complete else "delivered_at"
            self.questions.append(
                Question(
                    f"heading.{heading}",
                    "promised_or_delivered",
                    {"heading": heading, "columns": free},
                    (*sorted(free, key=lambda ours: ours != first), ""),
                    guess=first,
                )
            )

    def _complete_log(self, contested: list[str]) -> None:
        """Find event, moment and trial of a log by their values."""
        events = [at for at in self._free() if self.profiles[at].holds_events]
        self._take_only("event", events, contested)
        moments = [
            at
            for at in self._free()
            if self.profiles[at].dates >= ALMOST_ALL
            and dates_spoken_of(headings.plain(self.names[at])) != {"promised_at"}
        ]
        moments.sort(key=lambda at: -headings.nearness(self.names[at], "occurred_at"))
        self._take_only("occurred_at", moments, contested)
        supplier = next((at for at, ours in self.places.items() if ours == "supplier"), None)
        event = next((at for at, ours in self.places.items() if ours == "event"), None)
        if event is None:
            if not events:
                return
            event = events[0]
        ids = [
            at for at in self._free() if tells_trials_apart(self.records, self.profiles, supplier, at, event)
        ]
        named = [at for at in ids if at in id_positions(self.names)]
        if named:
            self._take_only("trial_id", named, contested)
        elif len(ids) == 1:
            self.candidates["trial_id"] = [self.names[ids[0]]]

    def _take_only(self, ours: str, positions: Sequence[int], contested: Sequence[str]) -> None:
        """Take the only candidate for a needed column; several are asked."""
        if ours in {*self.places.values(), *self.settings.values} or ours in contested:
            return
        if len(positions) == 1:
            self.places[positions[0]] = ours
            self._decide(positions[0], ours, ours)
        else:
            self.candidates[ours] = [self.names[at] for at in positions]

    def _free(self) -> list[int]:
        return [
            position
            for position, name in enumerate(self.names)
            if not self._used(position) and name not in self.settings.columns and self.records
        ]

    def _decide(self, position: int, ours: str, why: str, **figures: Any) -> None:
        self.places[position] = ours
        self.decided.append(
            {"code": "column_read", "heading": self.names[position], "name": ours, "why": why, **figures}
        )

    def _ask_columns(self, contested: Sequence[str]) -> None:
        """Questions for needed columns that are missing, and for columns that several headings match."""
        columns_found = {*self.places.values(), *self.settings.values}
        free = [name for position, name in enumerate(self.names) if not self._used(position)]
        wanted = [
            name for name, column in COLUMNS[self.kind].items() if column.needed and name not in columns_found
        ]
        # A bare delivery date has a question of its own, which may guess the same heading.
        guessed = {
            question.figures["heading"]
            for question in self.questions
            if question.setting.startswith("heading.")
        }
        for name in dict.fromkeys([*wanted, *(name for name in contested if name not in columns_found)]):
            near = self._near(name, free)
            by_values = [
                heading
                for heading in free
                if heading not in near
                and COLUMNS[self.kind][name].kind != "text"
                and self._fits(heading, name)
            ]
            guess = None
            if name not in contested:
                probable = near or (by_values if len(by_values) == 1 else [])
                guess = next((heading for heading in probable if heading not in guessed), None)
                guessed.update([guess] if guess else [])
            near += by_values
            self.questions.append(
                Question(
                    f"columns.{name}",
                    "which_column",
                    {"name": name, "columns": near or free[:MAX_SHOWN]},
                    (*near, *(heading for heading in free if heading not in near)),
                    guess=guess,
                )
            )

    def _fits(self, heading: str, name: str) -> bool:
        return heading in self.profile_of and self.profile_of[heading].fits(name)

    def _near(self, name: str, free: Sequence[str]) -> list[str]:
        """The headings that may be a column of ours, the most probable first."""
        claimants = [
            heading
            for heading in free
            if heading not in self.settings.columns
            and headings.column_of(heading, self.kind, self.profile_of.get(heading)) == name
        ]
        near = headings.headings_near(name, free, self.profile_of)
        return [*dict.fromkeys([*claimants, *self.candidates.get(name, ()), *near])]

    def _unused(self, nearest: Mapping[str, str]) -> list[dict[str, Any]]:
        unused = [
            {
                "heading": name,
                "values": self.profiles[position].examples,
                "nearest": nearest.get(name),
            }
            for position, name in enumerate(self.names)
            if not self._used(position)
        ]
        return sorted(unused, key=lambda entry: self._dates(entry["heading"]) < 0.5)

    def _dates(self, heading: str) -> float:
        return self.profile_of[heading].dates if heading in self.profile_of else 0.0
