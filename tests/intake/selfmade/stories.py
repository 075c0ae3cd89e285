"""What happened in the self-made files: suppliers with trials of known outcomes, from which rows and expectations are written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

AS_OF = date(2025, 10, 31)

# What happened in a trial. Silent: nobody ever answered. Never: answered, and never delivered. Running: promised for after AS_OF.
# Reply: answered, and nothing more was asked. No: declined.
CODES = ("ok", "late", "never", "running", "silent", "reply", "no")


@dataclass
class Trial:
    """One order or enquiry, with every moment that anybody could have noted."""

    supplier: str
    number: int
    code: str
    asked: datetime
    replied: datetime | None
    promised: date
    delivered: datetime | None
    chases: int
    value: float
    grade: int  # 1-5, of courtesy
    note: str = ""


@dataclass
class Story:
    """The trials of a file, in the order of their requests."""

    trials: list[Trial] = field(default_factory=list)

    def expected(self, state_of: dict[str, str], *, late: bool = False) -> dict[str, dict[str, int]]:
        """Per supplier how many trials are in each state; `late`: and how many were delivered after the promise."""
        counts: dict[str, Counter[str]] = {}
        for trial in self.trials:
            counts.setdefault(trial.supplier, Counter())[state_of[trial.code]] += 1
            if late and trial.code == "late":
                counts[trial.supplier]["late"] += 1
        return {supplier: dict(sorted(count.items())) for supplier, count in counts.items()}


def story(seed: str, suppliers: dict[str, str]) -> Story:
    """The story of these suppliers: a code for each trial, `{"Jansen": "ok ok late"}`."""
    random = Random(seed)
    trials = []
    for supplier, codes in suppliers.items():
        good = random.choice([4, 5])
        for code in codes.split():
            asked = _workday(
                random,
                date(2025, 10, 20) if code == "running" else date(2025, 3, 3),
                4 if code == "running" else 60,
            )
            replied = None if code == "silent" else _later(asked, random.choice([0, 0, 1, 2]), random)
            promised = (
                date(2025, 11, 20) if code == "running" else _weekdays(asked.date(), random.randint(6, 10))
            )
            delivered = None
            if code in ("ok", "late"):
                day = _weekdays(promised, random.randint(4, 7)) if code == "late" else promised
                delivered = datetime.combine(day, time(random.randint(9, 15), random.choice([5, 20, 40])))
            trials.append(
                Trial(
                    supplier, 0, code, asked, replied, promised, delivered,
                    chases={"silent": 2, "never": 2, "late": 1}.get(code, 0),
                    value=round(random.uniform(35, 2400), 2),
                    grade={"silent": 1, "never": 2, "late": 3}.get(code, good),
                    note=_note(random, code),
                )
            )  # fmt: skip
    trials.sort(key=lambda trial: trial.asked)
    for number, trial in enumerate(trials, 1):
        trial.number = number
    return Story(trials)


def events(found: Story) -> Iterator[tuple[Trial, str, datetime]]:
    """What happened, event by event, in the order of time."""
    everything = []
    for trial in found.trials:
        everything.append((trial, "request", trial.asked))
        for n in range(trial.chases):
            everything.append(
                (trial, "chase", datetime.combine(_weekdays(trial.asked.date(), 6 + 3 * n), time(11, 15)))
            )
        if trial.replied:
            everything.append((trial, "decline" if trial.code == "no" else "reply", trial.replied))
        if trial.delivered:
            everything.append((trial, "delivery", trial.delivered))
    return iter(sorted(everything, key=lambda each: each[2]))


def _workday(random: Random, first: date, days: int) -> datetime:
    day = _weekdays(first + timedelta(days=random.randint(0, days)), 0)
    return datetime.combine(day, time(random.randint(9, 13), random.choice([0, 10, 25, 35, 50])))


def _later(asked: datetime, days: int, random: Random) -> datetime:
    if days == 0:
        return asked + timedelta(minutes=random.choice([45, 90, 150]))
    return datetime.combine(
        _weekdays(asked.date(), days), time(random.randint(9, 16), random.choice([5, 30, 55]))
    )


def _weekdays(day: date, count: int) -> date:
    """So many weekdays later; a weekday in any case."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    for _ in range(count):
        day += timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
    return day


def _note(random: Random, code: str) -> str:
    return random.choice(
        {
            "ok": ["", "", "nice box", "called back at once"],
            "late": ["", "came late; no word"],
            "never": ["still nothing", ""],
            "silent": ["", "mailed twice, called once"],
            "no": ["does not sell to offices, named a colleague"],
        }.get(code, [""])
    )
