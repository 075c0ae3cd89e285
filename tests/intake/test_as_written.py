"""Values as people write them, through the whole of intake: what each says, or why it says nothing."""

from datetime import datetime

import pytest

from tests.intake.taking import Taken, take


def sheet(columns: str, *cells: str, requested: str = "2026-01-05 10:00", **settings: object) -> Taken:
    """A sheet with these columns, a row per cell (which may hold several)."""
    rows = (f"S{number};{requested};{cell}" for number, cell in enumerate(cells))
    return take("\n".join([f"supplier;requested_at;{columns}", *rows]), **settings)  # type: ignore[arg-type]


def ratings(taken: Taken, count: int) -> list[float | None]:
    found = {row["line"]: row["courtesy"] for row in taken.of("assessment")}
    return [found.get(line) for line in range(2, count + 2)]


# Beside a better grade, good and fair are not the best and the middle one.
RATINGS = {
    "++": 5, "+": 4, "+-": 3, "+/-": 3, "±": 3, "-": 2, "--": 1, "goed": 4, "Goed!": 4, "matig": 2, "slecht": 1, "heel goed": 5,
    "😀": 5, "🙂": 4, "😐": 3, "🙁": 2, "😡": 1, "☺️": 4, "☹️": 1, ":-)": 5, ":(": 1, "*****": 5, "★★★★": 4, "★★★☆☆": 3,
    "⭐⭐": 2, "*": 1, "3 sterren": 3, "4 stars": 4, "1 ster": 1, "80%": 4.2, "100 %": 5, "0%": 1, "4/5": 4, "7/7": 5,
}  # fmt: skip


def test_ratings_that_are_no_plain_numbers() -> None:
    taken = sheet("vriendelijk", *RATINGS)
    assert taken.problems == []
    assert dict(zip(RATINGS, ratings(taken, len(RATINGS)), strict=True)) == pytest.approx(RATINGS)


def test_grades_are_ratings_by_heading_or_by_all_values() -> None:
    # rating = 1 + 0.4 x grade: a 6 is 60 of 100 points.
    assert ratings(sheet("Vriendelijk 1-10", "6", "1", "10"), 3) == pytest.approx([3.4, 1.4, 5])
    assert ratings(sheet("Vriendelijk", "6", "7,5", "10"), 3) == pytest.approx([3.4, 4, 5])
    # 0-100 and 1-7 are linear: 1 + 4 (x - low) / (high - low).
    assert ratings(sheet("Vriendelijk (0-100)", "0", "50", "5"), 3) == pytest.approx([1, 3, 1.2])
    assert ratings(sheet("Vriendelijk", "80", "50", "100"), 3) == pytest.approx([4.2, 3, 5])
    assert ratings(sheet("Vriendelijk 1 t/m 7", "1", "4", "7"), 3) == pytest.approx([1, 3, 5])
    assert [each.setting for each in sheet("Vriendelijk", "6", "3").questions] == ["rating_scale"]


def test_one_typing_mistake_among_many_equal_values_decides_nothing() -> None:
    """Decided from all values: how many rows say it counts, not how many different texts do."""
    amounts = sheet("order_value", *["12,50"] * 20, "12.5")
    assert amounts.questions == []
    assert [row["order_value"] for row in amounts.of("request")] == [12.5] * 20 + [None]
    grades = sheet("Vriendelijk", *["8"] * 20, "55")
    assert grades.questions == []
    assert ratings(grades, 21) == [pytest.approx(4.2)] * 20 + [None]
    days = take(
        "supplier;requested_at\n" + "".join(f"S{n};13-02-2026\n" for n in range(20)) + "T;02-13-2026\n"
    )
    assert (days.questions, days.set_aside) == ([], 1)


def test_the_order_of_dates_is_decided_by_the_last_of_many_values_too() -> None:
    rows = [f"S{n};0{n % 9 + 1}-05-2026" for n in range(25_000)]
    taken = take("\n".join(["supplier;requested_at", *rows, "T;05-13-2026"]))
    assert taken.questions == []
    assert {row["occurred_at"].day for row in taken.of("request")} == {5, 13}


def test_a_time_with_points_says_nothing_about_the_order_of_dates() -> None:
    taken = take("supplier;requested_at;delivered_at\nA;5 jan 2026 10.30;04-05-2026\n")
    assert [each.setting for each in taken.questions] == ["date_order"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("€ 1.250,-", 1250), ("1.250,--", 1250), ("€ 1.250.000,-", 1250000), ("1,250.-", 1250), ("1.234,56", 1234.56),
        ("1,234.56", 1234.56), ("EUR 12,50", 12.5), ("12.50 euro", 12.5), ("$1,234.50", 1234.5), ("1 234,50", 1234.5),
        ("1'234.50", 1234.5), ("1\u00a0234,5", 1234.5), ("0", 0), ("12", 12),
    ],
)  # fmt: skip
def test_an_amount_alone_in_its_column(text: str, amount: float) -> None:
    taken = sheet("order_value", text)
    assert (taken.questions, taken.problems) == ([], [])
    assert [row["order_value"] for row in taken.of("request")] == [amount]


def test_what_is_no_amount_is_no_evidence_of_a_decimal_sign() -> None:
    taken = sheet("order_value", "12,50", "ca. 50", "v. 3")
    assert (taken.questions, taken.warnings) == ([], 2)
    assert taken.of("request")[0]["order_value"] == 12.5


NO_NUMBERS = ["inf", "-inf", "-1", "1e400", "1e3", "12,5,0", "twelve", "1.2.3", "∞", "9" * 30]


@pytest.mark.parametrize("column", ["order_value", "Vriendelijk 1-10", "chases"])
def test_what_is_no_number_is_set_aside_alone(column: str) -> None:
    taken = sheet(column, *NO_NUMBERS, *["5"] * 20)
    assert (taken.questions, taken.rows, taken.set_aside) == ([], len(NO_NUMBERS) + 20, 0)
    assert sorted(row["value"] for row in taken.problems) == sorted(NO_NUMBERS)
    assert all(row["severity"] == "value" and row["value"] in row["reason"] for row in taken.problems)


COUNTS = {
    2: ["2x", "2 x", "2X", "twee keer", "Twee keer", "2 keer", "2 times", "twice", "2", "2,0", "2×"],
    1: ["1 keer", "één keer", "Eén keer", "een keer", "1x", "ja", "x", "once"],
    0: ["geen", "nooit", "0", "nee", "0x"],
}


@pytest.mark.parametrize("count", COUNTS)
def test_counts(count: int) -> None:
    taken = sheet("hoe vaak nagebeld", *COUNTS[count])
    assert taken.problems == []
    lines = [row["line"] for row in taken.of("chase")]
    assert lines == sorted([*range(2, len(COUNTS[count]) + 2)] * count)
    assert all(row["chases_observed"] for row in taken.sheet)


# What programs write for nothing.
NOTHING = ["NULL", "null", "nan", "NaN", "NaT", "<NA>", "#N/A", "-", "(blank)", "(leeg)", "None", "none"]


def test_what_was_not_observed() -> None:
    texts = ["n.v.t.", "NVT", "n/a", "N/A", "?", "onbekend", "Onbekend", " ? ", *NOTHING]
    rows = [f"{text};{text};{text};{text}" for text in texts]
    taken = sheet(
        "eerste reactie;hoe vaak nagebeld;vriendelijk;categorie", *rows, "ja;1;4;P",
        answers={"first_reply_at": {"None": "not noted"}},
    )  # fmt: skip
    assert (taken.questions, taken.problems) == ([], [])
    last = len(rows) + 2
    assert [row["line"] for row in taken.sheet if row["contact_observed"] or row["chases_observed"]] == [last]
    assert {(row["event"], row["category"]) for row in taken.events if row["line"] < last} == {
        ("request", None)
    }


@pytest.mark.parametrize(("column", "event"), [("eerste reactie", "reply"), ("geleverd", "delivery")])
def test_words_under_a_date_of_the_supplier(column: str, event: str) -> None:
    never = ["geen", "geen reactie", "nooit", "never", "nee", "no"]
    taken = sheet(column, *never, "ja", "yes", "x", "v", "X")
    assert taken.problems == []
    assert [(row["line"], row["occurred_at"]) for row in taken.of(event)] == [
        (line, None) for line in range(len(never) + 2, len(never) + 7)
    ]
    observed = {"reply": "contact_observed", "delivery": "delivery_observed"}[event]
    assert all(row[observed] for row in taken.sheet)


AFTER = {
    "zelfde dag": ("2026-01-05", True), "Dezelfde dag": ("2026-01-05", True), "same day": ("2026-01-05", True),
    "na 2 dagen": ("2026-01-07", True), "after 2 days": ("2026-01-07", True), "na twee weken": ("2026-01-19", True),
    "after 3 hours": ("2026-01-05 13:00", False), "na 1 uur": ("2026-01-05 11:00", False),
}  # fmt: skip


@pytest.mark.parametrize(("column", "event"), [("first_reply_at", "reply"), ("delivered_at", "delivery")])
def test_so_much_after_the_request(column: str, event: str) -> None:
    taken = sheet(column, *AFTER)
    assert [(row["occurred_at"], row["bare"]) for row in taken.of(event)] == [
        (datetime.fromisoformat(moment), bare) for moment, bare in AFTER.values()
    ]


MONTHS = {
    1: ("januari", "jan", "January", "Jan"), 2: ("februari", "feb", "February", "Feb"), 3: ("maart", "mrt", "March", "Mar"),
    4: ("april", "apr", "April", "Apr."), 5: ("mei", "Mei", "May", "MAY"), 6: ("juni", "jun", "June", "Jun"),
    7: ("juli", "jul", "July", "Jul"), 8: ("augustus", "aug", "August", "Aug"), 9: ("september", "sep", "September", "Sept"),
    10: ("oktober", "okt", "October", "Oct"), 11: ("november", "nov", "November", "Nov."),
    12: ("december", "dec", "December", "DEC"),
}  # fmt: skip


def test_month_names_in_dutch_and_english() -> None:
    names = [(month, name) for month, each in MONTHS.items() for name in each]
    for form in ("7 {} 2026", "7-{}-26", "07 {} 2026 14:30", "di 7 {} 2026"):
        taken = take(
            "\n".join(["supplier;requested_at", *(f"S;{form.format(name)}" for _month, name in names)])
        )
        assert taken.problems == []
        assert [(row["occurred_at"].month, row["occurred_at"].day) for row in taken.of("request")] == [
            (month, 7) for month, _name in names
        ]
    taken = take("\n".join(["supplier;requested_at", *(f"S;{each[2]} 7, 2026" for each in MONTHS.values())]))
    assert [row["occurred_at"].month for row in taken.of("request")] == list(MONTHS)


MOMENTS = {
    "2026-07-05T10:00:00+02:00": "2026-07-05 10:00", "2026-07-05T10:00Z": "2026-07-05 12:00",
    "2026-01-05T10:00-0500": "2026-01-05 16:00", "2026-01-05 23:30+00:00": "2026-01-06 00:30",
    "5-1-26 9:05": "2026-01-05 09:05", "5/1/2026": "2026-01-05 00:00", "2026.01.05": "2026-01-05 00:00",
    "20260105": "2026-01-05 00:00", "05-01-2026 14u30": "2026-01-05 14:30", "05-01-2026 2:30 PM": "2026-01-05 14:30",
}  # fmt: skip


def test_moments() -> None:
    taken = take("\n".join(["supplier;requested_at", *(f"S;{text}" for text in MOMENTS)]), date_order="dmy")
    read = [f"{row['occurred_at']:%Y-%m-%d %H:%M}" for row in taken.of("request")]
    assert dict(zip(MOMENTS, read, strict=True)) == MOMENTS


NO_DATES = [
    "31-02-2026", "2026-02-30", "00-01-2026", "2026-13-01", "0000-00-00", "5-1-2026 24:30", "5-1-2026 10:61", "1-1-1900",
    "gisteren", "29-02-2027", "32-01-2026",
]  # fmt: skip


def test_a_date_that_is_none_sets_its_row_aside_where_it_is_needed_and_itself_elsewhere() -> None:
    needed = take("\n".join(["supplier;requested_at", "A;25-12-2026", *(f"S;{text}" for text in NO_DATES)]))
    assert (needed.rows, needed.set_aside, needed.warnings) == (len(NO_DATES) + 1, len(NO_DATES), 0)
    assert all(
        text in reason for text, (_line, _column, reason) in zip(NO_DATES, needed.reasons(), strict=True)
    )
    other = sheet("geleverd", "25-12-2026", *NO_DATES)
    assert (other.set_aside, other.warnings) == (0, len(NO_DATES))
    assert [row["line"] for row in other.sheet if row["contact_observed"]] == [2]


def test_an_error_of_the_spreadsheet_was_not_noted_by_anybody() -> None:
    texts = ["#DIV/0!", "#REF!", "#WAARDE!"]
    taken = sheet(
        "note;category;chases;first_reply_at",
        "fine;P;1;ja",
        *(f"{text};{text};{text};{text}" for text in texts),
    )
    assert (taken.rows, taken.set_aside, taken.warnings) == (4, 0, 12)
    assert [row["line"] for row in taken.sheet if row["contact_observed"] or row["chases_observed"]] == [2]
    assert {(row["event"], row["category"]) for row in taken.events if row["line"] > 2} == {("request", None)}
    assert (
        take("\n".join(["supplier;requested_at", *(f"{text};2026-01-05" for text in texts)])).set_aside == 3
    )


def test_free_text_under_outcome_is_chosen_once_per_text_and_remembered() -> None:
    taken = sheet("outcome", "Nam niet op", "nam niet op", "Niemand thuis")
    assert [(each.text, each.rows) for each in taken.unread] == [("Nam niet op", 2), ("Niemand thuis", 1)]
    said = sheet("outcome", "Nam niet op", "nam niet op", answers={"outcome": {"nam niet op": "ignored"}})
    assert (said.problems, len(said.of("closed"))) == ([], 2)


def test_a_date_without_a_time_on_the_day_of_the_request_is_not_before_it() -> None:
    taken = sheet("first_reply_at;delivered_at", "2026-01-05;2026-01-04")
    assert [(line, column) for line, column, _reason in taken.reasons()] == [(2, "delivered_at")]
    assert [row["bare"] for row in taken.of("reply")] == [True]
