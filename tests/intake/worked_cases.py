"""Small files that were once read wrongly, and what is right: figures counted by hand, for the command line and the page."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).with_name("cases")
Figures = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A file and what comes of it.

    `file`: its name under `cases`, or its text; `edit`: what is replaced in it. `trials`: first word of supplier and trial id ->
    figures of `trials --json`; there are no others. `answers`: all that is asked, in order: words of the question on the page ->
    answer. `problems`: line and heading of what is set aside, rows and values; `rows_aside`: how many of them are rows. `rejected`:
    the suppliers that are out; all others are to be tried again. `reasons`: supplier -> codes that are among its reasons.
    """

    file: str
    trials: dict[str, Figures]
    edit: tuple[str, str] = ("", "")
    options: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    mapping: dict[str, str] = field(default_factory=dict)
    problems: tuple[tuple[int, str], ...] = ()
    rows_aside: int = 0
    rejected: tuple[str, ...] = ()
    reasons: dict[str, set[str]] = field(default_factory=dict)
    as_of: str = "2026-11-02T12:00"

    @property
    def name(self) -> str:
        return self.file if "\n" not in self.file else "log.csv"

    @property
    def content(self) -> bytes:
        if "\n" in self.file:
            return self.file.encode()
        content = (FOLDER / self.file).read_bytes()
        before, after = (text.encode() for text in self.edit)
        assert before in content
        return content.replace(before, after) if before else content


def replied(**hours: float) -> dict[str, Figures]:
    """Trials that were answered after so many service hours (9:00 to 17:00, Monday to Friday, Amsterdam)."""
    return {
        name.replace("_", " "): {"answered": True, "first_reply_hours": time} for name, time in hours.items()
    }


# 2 March 2026 is a Monday.
NOT_NOTED = {"answered": None, "gaps": 0}
FULFILLED = {"state": "fulfilled"}
OPEN = {"state": "open", "score": None}
U1_AND_U2 = {
    "Dunmore U1": {**FULFILLED, "answered": True, "first_reply_hours": 1, "courtesy": 4, "order_value": 100},
    "Dunmore U2": {**OPEN, **NOT_NOTED, "first_reply_hours": None, "courtesy": None, "order_value": None},
}
# One reply after an hour is all that is noted: responsiveness, 20 of 100.
ANSWERED_ONLY = {"state": "stopped", "answered": True, "first_reply_hours": 1, "score": 100, "coverage": 20}
WITHOUT_SUPPLIER = ((5, "supplier"), (6, "supplier"))
NONE_ASKED = "None under first_reply_at", "None under delivered_at"

CASES = {
    "merged cells of a workbook": Case(
        "08-merged-supplier.xlsx",
        dict.fromkeys(("Oakhurst K1", "Oakhurst K2", "Oakhurst K3", "Nordvik K1", "Nordvik K2"), FULFILLED),
    ),
    # F1: 14:15:07 to 17:00 and 9:00 to 9:15:07. F2: 12:05 to 15:05, as GMT+2 is Amsterdam in June.
    "a log of a form": Case("14-forms-timestamp.csv", replied(Calder_F1=3, Calder_F2=3), as_of="2024-07-31"),
    # Dots, day first: 6 August 16:23 to 7 August 9:23. Slashes, month first: 7 September 15:49 to 8 September 9:49.
    "two notations in a column": Case(
        "15-two-exports-one-column.csv", replied(Keller_E1=1, Keller_E2=2, Keller_E3=1), as_of="2020-10-31"
    ),
    # Promised for Friday 6 March, and the first delivery on that day.
    "two deliveries": Case("17-partial-delivery.csv", {"Stroud H1": {**FULFILLED, "days_late": 0}}),
    # The goods complete on Wednesday 11 March: Monday, Tuesday, Wednesday.
    "a part delivered first": Case(
        "17-partial-delivery.csv", {"Stroud H1": {**FULFILLED, "days_late": 3}},
        edit=("delivery,2026-03-06", "partial_delivery,2026-03-06"),
    ),
    # Friday 6 to Wednesday 11 March, Friday 13 to Thursday 19 March.
    "a delivery date that is the promise": Case(
        "18c-delivery-date-is-the-promise.csv",
        {"Tarrant 4711": {**FULFILLED, "days_late": 3}, "Tarrant 4712": {**FULFILLED, "days_late": 4}},
        mapping={"Delivery date": "promised_at", "Received date": "delivered_at"},
    ),
    # D2: 16:00 to 17:00 and 9:00 to 10:00.
    "date and time apart": Case("22b-date-and-time-apart.csv", replied(Penrose_D1=6, Penrose_D2=2)),
    "null words, None being not noted": Case(
        "23-null-words.csv", {**U1_AND_U2, "Dunmore U3": {**OPEN, **NOT_NOTED}}, answers=dict.fromkeys(NONE_ASKED, "not noted"),
        problems=WITHOUT_SUPPLIER, rows_aside=2,
    ),
    "null words, None being nobody answered": Case(
        "23-null-words.csv", {**U1_AND_U2, "Dunmore U3": {"state": "ignored", "answered": False}},
        answers=dict.fromkeys(NONE_ASKED, "no"), problems=WITHOUT_SUPPLIER, rows_aside=2,
    ),
    # Dates: half a service day of eight hours on the same day, a whole one on the next. Friday 6 to Monday 9 March.
    "dates as midnights": Case(
        "30-midnight.csv",
        {
            "Pascoe X1": {**FULFILLED, "first_reply_hours": 4, "days_late": 0},
            "Pascoe X2": {**FULFILLED, "first_reply_hours": 8, "days_late": 1},
        },
    ),
    "a note on the request": Case(
        "35-note-on-request.csv", {"Ibsen Q1": ANSWERED_ONLY, "Jonker Q1": ANSWERED_ONLY},
        reasons={"Ibsen Mounts": {"thin_coverage"}, "Jonker Mounts": {"thin_coverage"}},
    ),
    # P3: 8:00 UTC to 10:00Z is 9:00 to 11:00 in Amsterdam, two hours by the rules of offsets. P5: Monday 2 to Monday 16 March,
    # ten days of eight hours, and 9:00 to 13:00. P6: 9:00 to midnight of that day, eight of them service hours.
    "offsets": Case(
        "37-postgres-offset.csv",
        replied(Elvin_P1=1, Elvin_P2=1, Elvin_P3=2, Elvin_P4=3, Elvin_P5=84, Elvin_P6=8),
    ),
    "a reply date": Case(
        "38-reply-date-column.csv",
        {
            "Grantley 1": {**FULFILLED, "answered": True, "first_reply_hours": 8, "chases": 0, "courtesy": 5},
            "Hadleigh 2": {"state": "ignored", "answered": False, "chases": 2, "courtesy": 1},
        },
        mapping={"Reply date": "first_reply_at"}, rejected=("Hadleigh Pins",),
        reasons={"Hadleigh Pins": {"knocked_out_ignored_alone"}},
    ),
    "replies with an offset": Case("39-set-aside-reply.csv", replied(Roth_A=1, Roth_B=1, Roth_C=1)),
    "replies set aside": Case(
        "39-set-aside-reply.csv", {f"Roth {trial}": {**OPEN, "answered": None, "gaps": 1} for trial in "ABC"},
        edit=("+01", "+99"), problems=((3, "occurred_at"), (5, "occurred_at"), (7, "occurred_at")), rows_aside=3,
        reasons={"Roth Cartons": {"nothing_scored", "gaps"}},
    ),
    "a data row that looks like a header": Case(
        "40-data-row-as-header.csv", {"Ostler 4711": FULFILLED, "Ostler 4712": FULFILLED, "Pikeman 4713": FULFILLED},
        options=("--map", "Vendor=supplier"), answers={"when you asked or ordered": "Sent"},
        mapping={"PO": "trial_id", "Vendor": "supplier", "Sent": "requested_at", "Arrived": "delivered_at"},
    ),
    "open orders": Case(
        "43-open-orders.csv",
        {
            "Tolliver 1": {**OPEN, **NOT_NOTED}, "Tolliver 2": {**OPEN, **NOT_NOTED}, "Tolliver 3": {**FULFILLED, "days_late": 0},
            "Umber 1": {**OPEN, **NOT_NOTED}, "Umber 2": {**OPEN, **NOT_NOTED},
        },
        reasons={"Umber Tins": {"nothing_scored"}},
    ),
    "a year that lies ahead": Case(
        "44-year-typo.csv", {f"Vickers {trial}": {**OPEN, "answered": None, "gaps": 1, "days_late": None} for trial in "12"},
        problems=((2, "delivered"), (3, "delivered")), reasons={"Vickers Foam": {"nothing_scored", "gaps"}},
    ),
    # Whether it came, the outcome, is 5 of 100; a score needs 20.
    "good orders that nothing can score": Case(
        "45-good-orders-not-scored.csv",
        {f"Wexford {trial}": {**FULFILLED, "coverage": 5, "score": None} for trial in range(1, 9)}
        | {f"Wexford {trial}": {**OPEN, **NOT_NOTED} for trial in (9, 10)}
        | {f"Yeoman {trial}": {**FULFILLED, "coverage": 5, "score": None} for trial in (1, 2)},
        reasons={who: {"nothing_scored", "not_scored", "not_noted"} for who in ("Wexford Lids", "Yeoman Lids")},
    ),
    # Of the kind of 18c without the actual date: as a promise alone it says nothing of what came.
    "a delivery date alone": Case(
        "PO number,Vendor,Order date,Delivery date\n1,Selby Film,2026-03-02,2026-03-06\n2,Selby Film,2026-03-09,2026-03-13\n",
        {"Selby 1": {**OPEN, **NOT_NOTED}, "Selby 2": {**OPEN, **NOT_NOTED}},
        answers={"Is Delivery date the day that was promised": "promised_at"}, reasons={"Selby Film": {"nothing_scored"}},
    ),
    # Lines of one order: 40 and 60, the last of them on Tuesday 10 March, promised for Friday the 6th.
    "several rows of one trial": Case(
        "supplier,trial_id,requested_at,promised_at,delivered_at,order_value\n"
        "Quill Ties,1,2026-03-02,2026-03-06,2026-03-05,40\nQuill Ties,1,2026-03-02,2026-03-06,2026-03-10,60\n"
        "Quill Ties,2,2026-03-03,2026-03-09,2026-03-09,25\n",
        {
            "Quill 1": {**FULFILLED, "order_value": 100, "days_late": 2},
            "Quill 2": {**FULFILLED, "order_value": 25, "days_late": 0},
        },
        answers={"Several rows are of one trial": "lines"},
    ),
}  # fmt: skip


def check(case: Case, trials: list[Figures], suppliers: list[Figures]) -> None:
    """The documents of trials and of the ranking have the figures of the case, and no trial or supplier besides."""
    found = {f"{trial['supplier'].split()[0]} {trial['trial_id']}": trial for trial in trials}
    assert len(found) == len(trials)
    assert {
        name: {figure: found[name][figure] for figure in case.trials.get(name, ())} for name in found
    } == {name: pytest.approx(figures) for name, figures in case.trials.items()}
    judged = {each["supplier"]: each for each in suppliers}
    assert {name: each["verdict"] for name, each in judged.items()} == {
        name: "reject" if name in case.rejected else "retry" for name in judged
    }
    assert {name.split()[0] for name in judged} == {name.split()[0] for name in case.trials}
    for name, codes in case.reasons.items():
        assert codes <= {reason["code"] for reason in judged[name]["reasons"]}
