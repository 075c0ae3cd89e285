"""Tell an event log from a trial sheet by its values: in a log an id repeats, and a column holds words of events."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from trialmetrics.intake import headings
from trialmetrics.intake.column_profile import MOST, ColumnProfile, event_of, is_date, value_of
from trialmetrics.intake.reading import Settings
from trialmetrics.vocabulary import EITHER, PROPOSED

MIN_ROWS = 3  # of a sheet, to tell it from a log that has just begun
# Words that also say how an order stands; a column of these alone may be that of a sheet.
_STATUS = {
    "request", "confirmation", "dispatch", "partial_delivery", "delivery", "invoice", "decline", "closed", "void",
}  # fmt: skip


class KindFound(NamedTuple):
    """What the values show: `kind`, whether they leave no doubt, and the headings that show it."""

    kind: str
    sure: bool
    figures: dict[str, Any]


def kind_by_values(
    names: Sequence[str],
    records: Sequence[Sequence[str]],
    profiles: Sequence[ColumnProfile],
    settings: Settings,
    by_headings: str,
    *,
    all_records: bool,
) -> KindFound | None:
    """The kind of table that the values show; None where the headings decide (`by_headings`)."""
    if not records:
        return None
    complete = {}
    places: dict[str, dict[str, int]] = {}
    for kind in headings.COLUMNS:
        found, contested = headings.recognise(names, kind, settings.columns, profiles)
        complete[kind] = headings.is_complete(found, contested, settings.values, kind)
        places[kind] = {ours: position for position, ours in found.items()}
    if complete["events"]:
        return None
    supplier = places["sheet"].get("supplier")
    requested = places["sheet"].get("requested_at") if complete["sheet"] else None
    ids = [at for at in id_positions(names) if profiles[at].filled and profiles[at].dates < MOST]
    sheet_dates = _sheet_dates(names, profiles, places["sheet"])
    for event in _event_positions(names, profiles, settings):
        repeating = [at for at in ids if tells_trials_apart(records, profiles, supplier, at, event)]
        figures = {"heading": names[event]}
        if repeating:
            figures["id"] = names[repeating[0]]
            if len(sheet_dates) > 1:
                continue
            if requested is not None and not _varies(records, (supplier, repeating[0]), requested):
                continue
            sure = requested is None and not _are_states(profiles[event])
            return KindFound("events", sure, figures)
        if complete["sheet"] or sheet_dates:
            # A status may be "asked" or "delivered"; words that go from a request to a reply or a chase are of a log.
            if len(sheet_dates) <= 1 and _has_course(profiles[event]):
                return KindFound("events", False, figures)
            continue
        if supplier is not None and _begins_with_request(records, supplier, event):
            return KindFound("events", False, figures)
        if not all_records and not ids:
            return KindFound("events", False, figures)
    if by_headings == "events" and any(not profiles[at].repeats for at in ids) and len(records) >= MIN_ROWS:
        at = next(at for at in ids if not profiles[at].repeats)
        return KindFound("sheet", True, {"id": names[at]})
    return None


def id_positions(names: Sequence[str]) -> list[int]:
    """Positions of the headings by which a column may hold ids of trials."""
    return [
        position
        for position, heading in enumerate(names)
        if headings.column_of(heading, "events") == "trial_id"
        or headings.plain(heading) in PROPOSED["trial_id"]
        or headings.is_position(heading)
        or "trial_id" in EITHER.get(headings.plain(heading), ())
    ]


def tells_trials_apart(
    records: Sequence[Sequence[str]],
    profiles: Sequence[ColumnProfile],
    supplier: int | None,
    position: int,
    event: int,
) -> bool:
    """Whether a column repeats from event to event of one trial and not from trial to trial: most of its rows share their value
    with a row of another event, and hardly any value has two requests."""
    profile = profiles[position]
    if position in (supplier, event) or not profile.filled or profile.dates >= MOST:
        return False
    if any(len(text) > 40 for text in profile.texts):
        return False
    groups = _groups(records, (supplier, position), event)
    rows = sum(map(len, groups))
    shared = sum(len(group) for group in groups if len({*group}) > 1)
    one_request = sum(group.count("request") <= 1 for group in groups)
    return bool(rows) and shared >= MOST * rows and one_request >= 0.9 * len(groups)


def _groups(
    records: Sequence[Sequence[str]], key: Collection[int | None], event: int
) -> list[list[str | None]]:
    """The events of the rows that share their key, in the order of the file."""
    groups: dict[tuple[str, ...], list[str | None]] = {}
    for record in records:
        values = tuple(_cell(record, at).casefold() for at in key if at is not None)
        if values and values[-1] and (word := _cell(record, event)):
            groups.setdefault(values, []).append(event_of(word))
    return [*groups.values()]


def _event_positions(
    names: Sequence[str], profiles: Sequence[ColumnProfile], settings: Settings
) -> list[int]:
    return [
        position
        for position, name in enumerate(names)
        if settings.columns.get(name, "event") == "event" and profiles[position].holds_events
    ]


def _sheet_dates(names: Sequence[str], profiles: Sequence[ColumnProfile], places: dict[str, int]) -> set[int]:
    """Positions of columns of dates that only a sheet has: when it was ordered, answered, delivered, closed."""
    named = {places[ours] for ours in headings.DATES - {"promised_at"} if ours in places}
    bare = {position for position, name in enumerate(names) if headings.may_be_either(name)}
    return {position for position in named | bare if profiles[position].dates >= MOST}


def _varies(records: Sequence[Sequence[str]], key: Collection[int | None], position: int) -> bool:
    """Whether dates differ within most groups of several rows."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for record in records:
        values = tuple(_cell(record, at).casefold() for at in key if at is not None)
        if is_date(text := _cell(record, position)):
            groups.setdefault(values, []).append(text)
    several = [group for group in groups.values() if len(group) > 1]
    return sum(len({*group}) > 1 for group in several) > MOST * len(several)


def _are_states(profile: ColumnProfile) -> bool:
    """Whether all its words also say how an order stands, such as `confirmed` and `delivered`."""
    return {event_of(text) for text in profile.texts} - {None} <= _STATUS


def _has_course(profile: ColumnProfile) -> bool:
    """Whether its words are of requests and of what is no state of an order, such as a reply."""
    events = {event_of(text) for text in profile.texts} - {None}
    return "request" in events and bool(events - _STATUS)


def _begins_with_request(records: Sequence[Sequence[str]], supplier: int, event: int) -> bool:
    """Whether the rows of most suppliers are one request and what followed."""
    groups = _groups(records, (supplier,), event)
    return bool(groups) and sum(
        len(group) > 1 and group[0] == "request" and group.count("request") == 1 for group in groups
    ) >= 0.8 * len(groups)


def _cell(record: Sequence[str], position: int) -> str:
    return value_of(record[position]) if position < len(record) else ""
