"""A log made by chance, from a seed: every kind of event, of time and of gap, to compare two engines on."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.measures.worked import OBSERVABLE, log
from trialmetrics.vocabulary import EVENTS

WORDS = [*EVENTS, *["reply", "chase", "delivery", "quote", "closed"] * 2]
ATTRIBUTES = {
    "category": ["Paint", "Tape", "verf, wit", 'a "quote"'],
    "round": ["spring", "autumn", "enquiry"],
    "tester": ["Ann", "Bob"],
    "order_value": [0.0, 12.5, 99.95],
    "currency": ["EUR", "USD"],
    "order_class": ["small", "large"],
    "new_customer": [True, False],
    "welcome": [1.0, 2.5, 5.0],
    "courtesy": [1.0, 3.4, 4.2],
    "helpfulness": [2.0, 4.0],
    "rater": ["Ann", "Cas"],
    "note": ["", "rude words", "twee\nregels"],
}


def chance(trials: int, seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Events of so many trials, and what was observed of about half of them."""
    random = Random(seed)
    events, observed = [], []
    for number in range(trials):
        names = {"supplier": f"Supplier {number % 12}", "trial": f"t{number}"}
        begin = datetime(2026, random.randint(1, 4), random.randint(1, 28), random.randint(6, 20))
        rows = [] if random.random() < 0.05 else [_event(random, begin, "request")]
        rows += [_event(random, begin, random.choice(WORDS)) for _ in range(random.randint(1, 9))]
        in_log = random.random() < 0.5
        for row in rows:
            row["source"] = "log" if in_log else "sheet"
        events += log(*rows, **names)
        if not in_log:
            seen = {name: random.random() < 0.8 for name in OBSERVABLE}
            key = {"supplier_key": names["supplier"].lower(), "trial_id": names["trial"], "in_log": False}
            observed.append({**key, **seen, "chased_first": random.choice([None, None, True, False])})
    return events, observed


def _event(random: Random, begin: datetime, word: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "event": word,
        **_moment(random, begin, "occurred_at", "bare", untimed=word != "request"),
    }
    if random.random() < 0.2:
        row |= _moment(random, begin + timedelta(days=5), "promised_at", "promised_bare", untimed=False)
    chosen = [name for name in ATTRIBUTES if random.random() < 0.15]
    return row | {name: random.choice(ATTRIBUTES[name]) for name in chosen}


def _moment(random: Random, begin: datetime, at: str, bare: str, *, untimed: bool) -> dict[str, Any]:
    if untimed and random.random() < 0.15:
        return {at: None, bare: False}
    moment = begin + timedelta(seconds=round(random.expovariate(1 / 400_000)) - 60_000)
    day = moment.replace(hour=0, minute=0, second=0)
    return {at: day, bare: True} if random.random() < 0.25 else {at: moment, bare: False}
