"""Trials made by chance, from a seed, with every oddity that the definitions know: to compare two ways of measuring.

`realistic` tells stories of purchases and loses part of each in a log or a sheet; `wild` throws events together. Both
look back from AS_OF, a Monday; on its EDGES, windows of the shipped policy are exactly full.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from trialmetrics.vocabulary import EVENTS, OBSERVED, RATINGS

AS_OF = datetime(2026, 4, 20, 11)
# 40 and 80 service hours before AS_OF (Good Friday is 3 April, Easter Monday 6 April), and the day 24 months before.
EDGES = [
    datetime(2026, 4, 13, 11),
    datetime(2026, 4, 2, 11),
    datetime(2024, 4, 20, 9),
    datetime(2024, 4, 19, 9),
]
ENQUIRIES = "enquiries"
ROUNDS = [None, None, "spring", "autumn", ENQUIRIES]
CATEGORIES = ["Paint", "Tape", 'a "quote", and more']
# Rounds of logs in which nothing else is noted.
THIN = {
    "words only": {"request", "reply", "quote", "confirmation", "invoice", "closed", "rude", "advice", "assessment"},
    "requests only": {"request", "assessment", "rude", "chase"},
    "nobody looked": {"request", "rude"},
}  # fmt: skip
CONTACTS = [word for word, event in EVENTS.items() if event.contact]
INCIDENTS = ["rude", "belittling"]
# The events that show a kind, where a sheet has a column for it.
SHOWN = {
    "contact": CONTACTS, "reply_times": [], "delivery": ["delivery", "partial_delivery"], "chases": ["chase"],
    "errors": ["error"], "initiatives": ["initiative"], "recoveries": ["recovery"], "rude": ["rude"],
    "belittling": ["belittling"], "complaints": ["complaint"], "ratings": [],
}  # fmt: skip
UNTIMED_IN_SHEETS = {
    "chase", "error", "recovery", "initiative", "rude", "belittling", "complaint", "assessment",
}  # fmt: skip
STORIES = {
    "served": 9, "late": 3, "enquiry": 2, "declined": 2, "brushed_off": 2, "silent": 6, "never_came": 4, "running": 2,
    "ended_by_us": 2, "void": 1, "burnt": 1, "unasked": 1,
}  # fmt: skip
WORST = {"brushed_off", "silent", "never_came"}
OUTCOMES = {
    "served": "fulfilled", "late": "fulfilled", "declined": "declined", "brushed_off": "brushed_off",
    "silent": "ignored", "never_came": "dropped", "running": "open", "void": "void",
}  # fmt: skip

Row = dict[str, Any]


class Chance(NamedTuple):
    """Rows of current_event, current_observed and current_gap."""

    events: list[Row]
    observed: list[Row]
    gaps: list[Row]


def realistic(trials: int, seed: int) -> Chance:
    """So many trials, most of them coherent."""
    return _made(trials, Random(seed), _story, incoherent=0.03)


def wild(trials: int, seed: int) -> Chance:
    """So many trials of events, statements and gaps thrown together."""
    return _made(trials, Random(seed), _jumble, incoherent=0.3)


def _made(
    trials: int,
    random: Random,
    tell: Callable[[Random, datetime, bool], tuple[str, list[Row]]],
    incoherent: float,
) -> Chance:
    made = Chance([], [], [])
    columns = [{kind for kind in OBSERVED if random.random() < 0.55} for _ in range(4)]
    for number in range(trials):
        place = random.randrange(1 + trials // 20)
        story, events = tell(random, _begin(random), place % 4 == 0)
        in_log = random.random() < 0.6
        in_sheet = not in_log or random.random() < 0.25
        supplier = f"Supplier {place}"
        names = {"supplier": supplier, "supplier_key": supplier.lower(), "trial_id": f"t{number}"}
        round_ = random.choice(ROUNDS if in_sheet else [*ROUNDS, *THIN])
        if round_ in THIN:
            kept = [event for event in events if event["event"] in THIN[round_]]
            events = kept or [_event(AS_OF - timedelta(days=9), "assessment")]
        if random.random() < 0.25:
            events = [_as_date(event) for event in events]
        sheet = _sheet(random, story, events, random.choice(columns), incoherent) if in_sheet else None
        # Per kind of event, the store takes the source that says more.
        source = {word: random.choice(["log", "sheet"]) if in_log else "sheet" for word in EVENTS}
        for event in events:
            event["source"] = source[event["event"]] if in_sheet else "log"
        if sheet is not None:
            events = _as_sheet(random, events, in_log)
            made.observed.append({**names, "in_log": in_log, "in_sheet": True, **sheet})
        elif random.random() < 0.3:
            nothing = dict.fromkeys(("chased_first", "outcome", "not_yet_at"))
            made.observed.append(
                {**names, "in_log": True, "in_sheet": False, **nothing, "silence_stated": False}
                | dict.fromkeys(OBSERVED, False)
            )
        _attributes(random, events, CATEGORIES[: 1 + place % 3], round_)
        made.events.extend({"line": line, **event, **names} for line, event in enumerate(events, start=2))
        made.gaps.extend(names | gap for gap in _gaps(random, events, in_log, in_sheet))
    return made


def _begin(random: Random) -> datetime:
    if random.random() < 0.12:
        return random.choice(EDGES) + timedelta(seconds=random.choice([-1, 0, 0, 1]))
    if random.random() < 0.06:
        return AS_OF - timedelta(days=random.randint(600, 900), seconds=random.randint(0, 80_000))
    at = AS_OF - timedelta(days=random.randint(-2, 70))
    return at.replace(hour=random.randint(6, 20), minute=random.randrange(60), second=random.randrange(60))


def _event(at: datetime | None, word: str, **more: Any) -> Row:
    return {"event": word, "occurred_at": at, "bare": False, **more}


def _after(random: Random, at: datetime, hours: float) -> datetime:
    return at + timedelta(seconds=1 + round(random.expovariate(1 / (hours * 3600))))


def _story(random: Random, begin: datetime, bad: bool) -> tuple[str, list[Row]]:
    """What happened in a trial, in the order in which it did; more of the worst at a bad supplier."""
    weights = [often * (4 if bad and name in WORST else 1) for name, often in STORIES.items()]
    story = random.choices([*STORIES], weights)[0]
    events = [] if story == "unasked" else [_event(begin, "request")]
    at = begin
    for _ in range(random.choice([0, 0, 0, 1, 2, 3] if story == "silent" else [0, 0, 0, 0, 1])):
        at = _after(random, at, 40)
        events.append(_event(at, "chase"))
    if random.random() < 0.2 and events:
        events.append(_event(begin + timedelta(seconds=2), "auto_reply"))
    if story not in ("silent", "void"):
        at = _after(random, at, 12)
        first = {"enquiry": "quote", "declined": "decline", "brushed_off": "brush_off"}.get(story)
        events.append(_event(at, first or random.choice(["reply", "question", "advice", "quote", "reply"])))
    if story in ("served", "late", "never_came", "running", "ended_by_us") and random.random() < 0.7:
        at = _after(random, at, 12)
        promised = at + timedelta(days=random.randint(1, 12))
        events.append(_event(at, "confirmation", promised_at=promised, promised_bare=False))
        if random.random() < 0.7:
            events[-1] |= {"promised_at": _midnight(promised), "promised_bare": True}
    if story in ("served", "late"):
        for word in ("dispatch", "partial_delivery", "delivery", "delivery", "invoice"):
            at = _after(random, at, 130 if story == "late" else 30)
            if word == "delivery" or random.random() < 0.3:
                events.append(_event(at, word))
    elif story in ("void", "burnt"):
        events.append(_event(_after(random, at, 5), {"void": "void", "burnt": "disclosed"}[story]))
    for word, often in (("error", 0.12), ("recovery", 0.1), ("initiative", 0.12), ("complaint", 0.05)):
        if events[-1]["event"] not in ("chase", "request") and random.random() < often:
            events.append(_event(_after(random, at, 20), word))
    if random.random() < (0.25 if bad else 0.05):
        events.append(_event(_after(random, at, 20), random.choice(INCIDENTS)))
    if random.random() < 0.3 and story != "running":
        closed = _after(random, at, 10 if story == "ended_by_us" else 100)
        events.append(_event(closed, "closed"))
    if random.random() < 0.35:
        events.append(_event(_after(random, at, 5), "assessment", **_ratings(random)))
    if random.random() < 0.04:
        events.insert(0, _event(begin - timedelta(hours=random.randint(1, 60)), random.choice(CONTACTS)))
    return story, events


def _jumble(random: Random, begin: datetime, bad: bool) -> tuple[str, list[Row]]:
    """Events of a trial without rhyme or reason; at a bad supplier with incidents."""
    likely = ["reply", "quote", "confirmation", "chase", "chase", "closed", "partial_delivery", "assessment"]
    words = [*EVENTS, *likely * 3, *INCIDENTS * (4 * bad)]
    events = [] if random.random() < 0.04 else [_event(begin, "request")]
    for word in [random.choice(words) for _ in range(random.choice([0, 1, 1, 2, 3, 5, 8]))]:
        if word in ("void", "disclosed") and random.random() < 0.7:
            continue
        at = random.choice(EDGES[:2]) if random.random() < 0.08 else _after(random, begin, 110)
        at -= timedelta(seconds=60_000 if random.random() < 0.3 else 0)
        event = _event(at, word)
        if random.random() < 0.2 and word != "request":
            event["occurred_at"] = None
        elif random.random() < 0.2:
            event = _as_date(event)
        if random.random() < 0.15:
            promised = begin + timedelta(days=random.randint(-1, 25), seconds=random.randint(1, 30_000))
            event |= {"promised_at": promised, "promised_bare": False}
            if random.random() < 0.6:
                event |= {"promised_at": _midnight(promised), "promised_bare": True}
        if random.random() < 0.12:
            event |= _ratings(random)
        events.append(event)
    random.shuffle(events)
    return random.choice([*STORIES]), events or [_event(begin, "assessment", **_ratings(random))]


def _ratings(random: Random) -> Row:
    given = {name: random.choice([1.0, 1.4, 2.5, 3.4, 5.0]) for name in RATINGS if random.random() < 0.6}
    # 1.4 is the lowest of the grades 1-10.
    lowest = random.choice([1.0, 1.4])
    rated = {"above_lowest": any(value > lowest for value in given.values())}
    return given | rated | ({"rater": "Cas"} if random.random() < 0.2 else {})


def _as_date(event: Row) -> Row:
    at = event["occurred_at"]
    return event if at is None else event | {"occurred_at": _midnight(at), "bare": True}


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0)


def _sheet(random: Random, story: str, events: list[Row], columns: set[str], incoherent: float) -> Row:
    """What a sheet's row states and observes of a trial; what it has, it has a column for."""
    words = {event["event"] for event in events}
    outcome = OUTCOMES.get(story) if random.random() < 0.4 else None
    if random.random() < incoherent:
        outcome = random.choice([*OUTCOMES.values()])
    added = {"fulfilled": "delivery", "declined": "decline", "brushed_off": "brush_off", "void": "void"}.get(
        outcome or "", "reply" if outcome == "dropped" and not words & {*CONTACTS} else None
    )
    for word in (added, "closed" if outcome not in (None, "open") else None):
        if word and word not in words and random.random() > incoherent:
            events.append(_event(None, word))
            words.add(word)
    row = {kind: kind in columns or bool(words & {*SHOWN[kind]}) for kind in OBSERVED}
    row["contact"] |= outcome not in (None, "open", "void")
    row["delivery"] |= outcome is not None
    row["reply_times"] |= any(EVENTS[event["event"]].reply and event["occurred_at"] for event in events)
    silent = not words & {*CONTACTS}
    lately = AS_OF - timedelta(days=random.randint(0, 22), seconds=random.randrange(9999))
    never = row["contact"] and random.random() < (0.3 if silent else incoherent / 3)
    return {
        **row,
        "outcome": outcome,
        "silence_stated": outcome == "ignored" or never,
        "not_yet_at": random.choice([EDGES[1], EDGES[1] - timedelta(seconds=1), lately])
        if random.random() < 0.06
        else None,
        "chased_first": random.choice([None, None, None, True, False]),
    }


def _as_sheet(random: Random, events: list[Row], in_log: bool) -> list[Row]:
    """In a sheet, counts have no time, and ratings and the note stand on one row."""
    rated: Row = {}
    for event in events:
        if event["source"] == "sheet":
            if event["event"] in UNTIMED_IN_SHEETS:
                event |= {"occurred_at": None, "bare": False}
            moved = {name: event.pop(name) for name in (*RATINGS, "above_lowest", "rater") if name in event}
            rated = moved or rated
    rest = [event for event in events if (event["source"], event["event"]) != ("sheet", "assessment")]
    note = random.choice([None, None, "", "we do not do that for you", "  "])
    if rated or note is not None or not rest:
        if in_log and any(event["event"] == "assessment" for event in rest):
            return rest
        rest.append(_event(None, "assessment", source="sheet", note=note, **rated))
    return rest


def _attributes(random: Random, events: list[Row], categories: list[str], round_: str | None) -> None:
    """What belongs to the trial, on one event or on several that differ."""
    values = {
        "category": random.choice([None, *categories, *categories]),
        "round": round_,
        "tester": random.choice([None, "Ann", "Bob"]),
        "order_class": random.choice([None, "small", "small", "large"]),
        "new_customer": random.choice([None, None, True, False]),
        "order_value": random.choice([None, 0.0, 12.5, 99.95]),
        "currency": random.choice([None, "EUR", "USD"]),
    }
    for name, value in values.items():
        random.choice(events)[name] = value
    if random.random() < 0.1:
        random.choice(events)["round"] = random.choice(ROUNDS)  # of two, the earlier holds
        random.choice(events)["order_class"] = random.choice(["small", "large"])
    for event in events:
        if event["source"] == "log" and random.random() < (0.8 if event["event"] in INCIDENTS else 0.4):
            event["note"] = random.choice(["", "  ", "rude words", "twee\nregels"])


def _gaps(random: Random, events: list[Row], in_log: bool, in_sheet: bool) -> list[Row]:
    """Rows and values of the trial that were set aside; some of what they say is there all the same."""
    gaps = []
    for _ in range(random.choice([0] * 12 + [1, 2])):
        source = random.choice(["log"] * in_log + ["sheet"] * in_sheet)
        kinds = [*CONTACTS, "promise", "promise", None, None, None] + [each["event"] for each in events]
        kind = random.choice(["reply", "delivery", "promise"] if source == "sheet" else kinds)
        if kind is not None and kind not in (*CONTACTS, "promise"):
            kind = None
        near = random.choice(events)["occurred_at"]
        ago = timedelta(days=random.randint(-3, 40), seconds=random.choice([0, 1]))
        at = random.choice([None, AS_OF - ago, near, near, near and _midnight(near)])
        gaps.append({"source": source, "kind": kind, "occurred_at": at})
    return gaps
