"""Match headings to our columns, by what they are called and by what their values are."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from trialmetrics.intake.column_profile import ColumnProfile
from trialmetrics.intake.heading_words import dates_spoken_of, delivery_meaning, subject_of_question
from trialmetrics.intake.values.word_scale import grade
from trialmetrics.vocabulary import EITHER, EVENT_COLUMNS, HEADINGS, PROPOSED, SHEET_COLUMNS, Column

MIN_SIMILARITY = 75  # of 100; below it a proposal would be noise
MIN_SPELLING = 85  # of 100; below it a heading is another word rather than a typing error
MAX_COMPARED = 500  # further headings get no proposal
MAX_LENGTH = 200  # characters; a longer heading is cut
COLUMNS: dict[str, dict[str, Column]] = {"events": EVENT_COLUMNS, "sheet": SHEET_COLUMNS}
DATES = {"requested_at", "first_reply_at", "promised_at", "delivered_at", "closed_at"}
_SCALE = re.compile(r"[\s(\[]*\b(\d+)\s*(?:-|–|—|/|t/m|tot|to|…|\.\.+)\s*(\d+)\s*[)\]]?\s*$")
_ONE_IS = re.compile(r"(?<![\d.,])1 ?(?:=|:) ?([^\W\d]+(?: [^\W\d]+)?)")
_POSITION = re.compile(r" \(column \d+\)$")
_OFFSET = re.compile(r" (?:utc|gmt)(?: ?\d{1,2}(?: ?\d{2})?)?$")
_UNITS = re.compile(
    r" (?:in )?(?:hours?|hrs?|h|days?|d|min|mins|minutes|uur|uren|dagen|minuten|stunden|std|tage|heures|jours|horas|dias)$"
)


def normalised(heading: str) -> str:
    """A heading in lower case, without separators, column number, or rating scale at its end: for comparing."""
    text = _SCALE.sub("", _POSITION.sub("", heading.strip().lstrip("'").casefold()))
    return re.sub(r"[\s_\-./:?()*]+", " ", text).strip()


def heading_scale(heading: str) -> tuple[int, int] | None:
    """The rating scale (low, high) in a heading, such as (1, 10) for `Friendly 1-10`; None without one."""
    match = _SCALE.search(heading.strip())
    low, high = (int(match[1]), int(match[2])) if match else (0, 0)
    # `2024-2025` is no scale.
    return (low, high) if low < high <= 100 else None


def may_have_best_first(heading: str) -> bool:
    """Whether 1 may be the best grade under a heading: it says what 1 is, and that is no bad grade, or it has a scale of German
    schools or one that begins with its top."""
    text = heading.strip().casefold()
    if "schulnote" in text:
        return True
    if match := _ONE_IS.search(text):
        return grade(match[1]) not in ("bad", "very_bad")
    match = _SCALE.search(text)
    low, high = (int(match[1]), int(match[2])) if match else (0, 0)
    return (low, high) == (1, 6) or high < low <= 10


def names(cells: Sequence[str]) -> list[str]:
    """A unique name for every cell of the header: the heading, or with its column number where it is empty or a duplicate."""
    unique_names: dict[str, None] = {}
    for at, cell in enumerate(cells):
        name = " ".join(cell[: 2 * MAX_LENGTH].split())[:MAX_LENGTH] or f"column {at + 1}"
        while name in unique_names:
            name = f"{name} (column {at + 1})"
        unique_names[name] = None
    return [*unique_names]


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading as `normalised`, also without accents, capitals within words, a unit or an offset from UTC at its end.

    `#` and `n°` are `no`.
    """
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    text = unicodedata.normalize("NFKD", normalised(text).replace("n°", "no ").replace("#", " no "))
    text = "".join(character for character in text if not unicodedata.combining(character))
    words = " ".join(re.sub(r"[^\w ]+", " ", text).split())
    return _UNITS.sub("", _OFFSET.sub("", words))


def has_unit(heading: str) -> bool:
    """Whether a heading ends in a unit of time, such as `Response time (hours)`."""
    return bool(_UNITS.search(normalised(heading)))


@cache
def _synonyms(kind: str) -> dict[str, str]:
    columns = COLUMNS[kind]
    words = {plain(heading): name for name in columns for heading in HEADINGS.get(name, ())}
    return words | {plain(name): name for name in columns}


def column_of(heading: str, kind: str, profile: ColumnProfile | None = None) -> str | None:
    """Our column that a heading names; by its values (`profile`) where it names one of two, or names what they cannot be."""
    text, unit = plain(heading), has_unit(heading)
    name = _synonyms(kind).get(text) or delivery_meaning(text)
    if text in EITHER:
        fitting = [ours for ours in EITHER[text] if profile and profile.fits(ours, unit=unit)]
        name = fitting[0] if len(fitting) == 1 else None
    if name not in COLUMNS[kind]:
        return None
    if profile and not is_own_name(heading, name) and profile.rules_out(name, unit=unit):
        return None
    return name


def is_position(heading: str) -> bool:
    """Whether a heading only says which column it is, for want of one in the file."""
    return bool(re.fullmatch(r"column \d+", heading))


def is_own_name(heading: str, name: str) -> bool:
    """Whether a heading is the very name of our column."""
    return normalised(heading) == normalised(name)


def recognise(
    headings: Sequence[str],
    kind: str,
    chosen: Mapping[str, str | None],
    profiles: Sequence[ColumnProfile] = (),
) -> tuple[dict[int, str], list[str]]:
    """Our column by position in the header, and our columns that several headings match equally well.

    A person's choice wins; then our own name, a column with values over an empty one, and one with fitting values
    over another; between equal matches neither is taken. `profiles`: of the columns' values, where they are known.
    """
    places: dict[int, str] = {}
    for position, heading in enumerate(headings):
        if (column := chosen.get(heading)) and column not in places.values() and column in COLUMNS[kind]:
            places[position] = column
    claims: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        profile = profiles[position] if profiles else None
        if heading not in chosen and (name := column_of(heading, kind, profile)):
            claims.setdefault(name, []).append(position)
    contested = []
    for name, claimants in claims.items():
        if name in places.values():
            continue
        preferred = [{position for position in claimants if is_own_name(headings[position], name)}]
        if profiles:
            preferred += [
                {position for position in claimants if profiles[position].filled},
                {position for position in claimants if profiles[position].fits(name)},
            ]
        for group in preferred:
            claimants = [position for position in claimants if position in group] or claimants
        if len(claimants) == 1:
            places[claimants[0]] = name
        else:
            contested.append(name)
    return dict(sorted(places.items())), contested


def recognised_positions(headings: Sequence[str], chosen: Mapping[str, str | None]) -> set[int]:
    """Positions of the headings that name or may name a column of ours, or that a person chose, as the better kind."""
    by_kind = [
        {
            position
            for position, heading in enumerate(headings)
            if heading in chosen or column_of(heading, kind) or may_be_either(heading)
        }
        for kind in COLUMNS
    ]
    return max(by_kind, key=len)


def may_be_either(heading: str) -> bool:
    """Whether a heading names one of two columns, such as a bare `Delivery date`."""
    text = plain(heading)
    return text in EITHER or delivery_meaning(text) == "either"


def is_complete(
    places: Mapping[int, str], contested: Iterable[str], constants: Iterable[str], kind: str
) -> bool:
    """Whether all columns that a kind of table needs are there."""
    columns = {*places.values(), *contested, *constants}
    return {name for name, column in COLUMNS[kind].items() if column.needed} <= columns


def kind_of(
    headings: Sequence[str],
    chosen: Mapping[str, str | None],
    constants: Iterable[str],
    profiles: Sequence[ColumnProfile] = (),
) -> str:
    """`events` or `sheet`: the kind whose needed columns are all present; if both or neither, the one with more columns."""

    def score(kind: str) -> tuple[bool, int]:
        places, contested = recognise(headings, kind, chosen, profiles)
        columns = {*places.values(), *contested, *constants} & {*COLUMNS[kind]}
        return is_complete(places, contested, constants, kind), len(columns)

    events, sheet = score("events"), score("sheet")
    return "events" if events > sheet else "sheet"


def similar_headings(heading: str, headings: Iterable[str]) -> list[str]:
    """Up to three headings of the file spelled most like one that it does not have."""
    matches = process.extract(
        heading, list(headings), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY, limit=3
    )
    return [match[0] for match in matches]


def nearness(heading: str, name: str, profile: ColumnProfile | None = None) -> float:
    """How well a heading may stand for a column of ours, 0-100: by its spelling, its words and its values.

    0 where the values are others than the column's, or where the heading speaks of another of our dates.
    """
    text = plain(heading)
    if profile and not profile.fits(name, unit=has_unit(heading)):
        return 0.0
    spoken_of = dates_spoken_of(text) if name in DATES else set()
    if spoken_of and name not in spoken_of:
        return MIN_SIMILARITY if text in PROPOSED.get(name, ()) else 0.0
    known_names = [plain(name), *HEADINGS.get(name, ())]
    best = max((fuzz.ratio(text, word) for word in known_names), default=0.0)
    # Word order matters little: `date request`, `request date`.
    best_reordered = max((fuzz.token_sort_ratio(text, word) for word in known_names), default=0.0) - 5
    spelled = max(best, best_reordered)
    proposed = text in PROPOSED.get(name, ()) or name in EITHER.get(text, ()) or len(spoken_of) == 1
    if delivery_meaning(text) == "either" and name in ("promised_at", "delivered_at"):
        proposed = True
    # What somebody ordered, asked and so on comes before any other moment, such as the one at which a form was sent.
    proposal = MIN_SIMILARITY + (len(spoken_of) == 1)
    # Order and event are words of many questions ("How did you order?").
    if name not in ("trial_id", "event") and subject_of_question(text) in known_names:
        proposed = True
    return max(spelled if spelled >= MIN_SPELLING else 0.0, float(proposal) if proposed else 0.0)


def headings_near(
    name: str, headings: Iterable[str], profiles: Mapping[str, ColumnProfile] | None = None
) -> list[str]:
    """The headings that may stand for one of our columns, the nearest first. `profiles`: heading -> its values."""
    known = profiles or {}
    similarity = {
        heading: nearness(heading, name, known.get(heading)) for heading in list(headings)[:MAX_COMPARED]
    }
    return sorted(
        (heading for heading in similarity if similarity[heading] >= MIN_SIMILARITY),
        key=lambda heading: -similarity[heading],
    )


def propose(
    headings: Iterable[str],
    kind: str,
    taken: Iterable[str],
    profiles: Mapping[str, ColumnProfile] | None = None,
) -> dict[str, str]:
    """Unmapped heading -> the nearest of our columns that is still free. `profiles`: heading -> its values."""
    known = profiles or {}
    free = [name for name in COLUMNS[kind] if name not in {*taken}]
    proposed: dict[str, str] = {}
    for heading in list(headings)[:MAX_COMPARED]:
        similarity = {
            name: nearness(heading, name, known.get(heading))
            for name in free
            if name not in proposed.values()
        }
        best = max(similarity, key=lambda name: similarity[name], default=None)
        if best and similarity[best] >= MIN_SIMILARITY:
            proposed[heading] = best
    return proposed
