"""Writes a true log as some person or program would: random headings, language, notations, layout and encoding.

Each written file knows what about it is open to doubt. It is unambiguous by construction where nothing is, that is, where

- every heading is our own name, one of our Dutch template, or one that trial-log.md names or plainly implies; a bare delivery date
  only as the promise beside an actual delivery;
- every word is of the vocabulary, in English or in plain Dutch, or a word for nothing, pending or never that trial-log.md lists;
- of each column and notation of dates with numbers only, a day above twelve shows the order, or another column's shows it;
- amounts show their decimal sign, or have no separator at all; grades show their scale in the heading or reach its top;
- it holds no column of moments that is not ours.

A file that would mislead any reader is never written: days and months of one column that another column would wrongly decide, or
grades out of ten of which none is above five, without a word about the scale.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from typing import Any, Literal

import openpyxl

from tests.properties import words
from tests.properties.notations import (
    AMOUNTS,
    DATE_NOTATIONS,
    GRADE_WORDS,
    LANGUAGES,
    SCALES,
    TOPS,
    ZONE,
    MomentNotation,
    amounts_are_clear,
    random_moments,
)
from tests.properties.truths import COUNTS, MOMENTS, RATINGS, YES_NO, Cell, Said, Truth

ISO = DATE_NOTATIONS[0]
TITLES = ("Trial orders 2025", "Proefbestellingen", "Export", "Overview of purchasing")


@dataclass
class Written:
    """A file, what is open to doubt about it, its notations, its headings by our columns, and the row of the truth on each line."""

    content: bytes
    suffix: str
    doubts: list[str]
    tags: list[str]
    headings: dict[str, str]
    rows_by_line: dict[int, int]

    @property
    def unambiguous(self) -> bool:
        return not self.doubts


@dataclass
class _Column:
    heading: str
    cells: list[Any]


@dataclass
class _Moments:
    """A column of moments: one notation, or two of two programs, and which of them each row has.

    `form`: texts; dates of a workbook; date and time apart; or time since the request, with `spans` as its minutes.
    """

    notations: list[MomentNotation]
    which: list[int]
    cells: list[date | datetime | None]
    form: Literal["text", "workbook", "apart", "span"] = "text"
    spans: list[int | None] = field(default_factory=list)

    def of(self, number: int) -> list[date | datetime]:
        return [
            at for at, which in zip(self.cells, self.which, strict=True) if at is not None and which == number
        ]

    def write(self, row: int) -> str:
        at = self.cells[row]
        assert at is not None
        return self.notations[self.which[row]].write(at)


def write(truth: Truth, random: Random) -> Written:
    """The truth in one random writing."""
    return _Writer(truth, random).written()


class _Writer:
    def __init__(self, truth: Truth, random: Random) -> None:
        self.truth, self.random = truth, random
        self.language = random.choice(["en", "en", "nl", "nl", *LANGUAGES[2:]])
        # A careful writer leaves nothing open to doubt where it knows a way to say it.
        self.careful = random.random() < 0.7
        self.own_names = random.random() < 0.3
        self.word_language = self.language if self.language == "nl" or random.random() < 0.3 else "en"
        self.workbook = random.random() < 0.2
        self.decimal = random.choice([".", ","])
        # Programs write one word for all that is missing, most people none.
        self.null = random.choice(words.UNKNOWN) if random.random() < 0.25 else None
        self.doubts: list[str] = []
        self.tags = [truth.kind, f"headings {'own' if self.own_names else self.language}"]
        if self.null:
            self.tags.append("words for nothing")
        self.headings: dict[str, str] = {}
        self.amount: Callable[[float], Any] = lambda value: value
        self.moments = self._moments()

    def written(self) -> Written:
        columns = [column for name in self.truth.columns for column in self._columns(name)]
        self.random.shuffle(columns)
        for _ in range(self.random.choice([0, 0, 1, 2])):
            columns.insert(self.random.randint(0, len(columns)), self._extra(columns))
        return self._workbook(columns) if self.workbook else self._csv(columns)

    # Headings

    def _heading(self, ours: str) -> str:
        if self.own_names:
            return self._named(ours, words.own_heading(self.random, ours))
        if (
            ours in ("promised_at", "delivered_at")
            and self.truth.kind == "sheet"
            and self.random.random() < 0.2
        ):
            bare = words.BARE_DELIVERY[self.language]
            beside_actual = ours == "promised_at" and "delivered_at" in self.truth.columns
            if beside_actual and self.headings.get("delivered_at") != bare:
                self.tags.append("bare delivery date")
                return self._named(ours, bare)
            if not self.careful and not {"promised_at", "delivered_at"} <= {*self.truth.columns}:
                self._doubt(f"bare delivery date is {ours}")
                return self._named(ours, bare)
        text, sure = words.heading(self.random, ours, self.truth.kind, self.language, careful=self.careful)
        if not sure:
            self._doubt(f"heading {text}")
        return self._named(ours, text)

    def _named(self, ours: str, text: str) -> str:
        """The heading, or our own name where a column of this file has it already."""
        taken = {heading.casefold() for name, heading in self.headings.items() if name != ours}
        self.headings[ours] = ours if text.casefold() in taken else text
        return self.headings[ours]

    def _doubt(self, reason: str) -> None:
        self.doubts.append(reason)

    # Cells

    def _columns(self, ours: str) -> Iterator[_Column]:
        """The column, or two of them where date and time stand apart."""
        cells = [row[ours] for row in self.truth.rows]
        if ours in MOMENTS:
            yield from self._moment_columns(ours, cells)
        elif ours in RATINGS:
            yield self._ratings(ours, cells)
        elif ours == "order_value":
            yield self._amounts(ours, cells)
        elif ours in COUNTS:
            yield self._counts(ours, cells)
        else:
            yield _Column(self._heading(ours), [self._text(ours, cell) for cell in cells])

    def _text(self, ours: str, cell: Cell) -> Any:
        random, language = self.random, self.word_language
        if cell is None or cell is Said.UNKNOWN:
            return self.null or ("" if cell is None else random.choice(words.UNKNOWN))
        if ours in YES_NO:
            return random.choice((words.YES if cell else words.NO)["nl" if language == "nl" else "en"])
        text = str(cell)
        if ours == "event":
            return self._event(text)
        if ours == "outcome":
            return self._word(words.OUTCOMES_NL, ours, text) or random.choice(
                [text, text.replace("_", " "), text.capitalize()]
            )
        if ours == "channel":
            return self._word(words.CHANNELS_NL, ours, text) or text
        if ours == "order_class":
            return words.CLASSES_NL[text] if language == "nl" else random.choice([text, text.capitalize()])
        if ours == "trial_id" and self.workbook and text.isdigit():
            return int(text)
        return text

    def _event(self, event: str) -> str:
        word = self._word(words.EVENT_WORDS.get(self.word_language, {}), "event", event)
        if word:
            return self.random.choice([word, word.capitalize()])
        return self.random.choice(
            [event, event.replace("_", " "), event.capitalize(), event.replace("_", " ").upper()]
        )

    def _word(self, known: dict[str, words.Sure], ours: str, text: str) -> str | None:
        """The word in the language of the file; None where it has none, or a careful writer would not trust it."""
        word, sure = known.get(text, ("", False))
        if not word or self.word_language == "en" or (self.careful and not sure):
            return None
        if not sure:
            self._doubt(f"{ours} {word}")
        return word

    def _counts(self, ours: str, cells: list[Cell]) -> _Column:
        style = self.random.choice(["figure", "figure", "times", "yes or no"])
        if style == "yes or no" and any(isinstance(cell, int) and cell > 1 for cell in cells):
            style = "figure"
        if any(isinstance(cell, int) for cell in cells):
            self.tags.append(f"counts: {style}")

        def count(cell: Cell) -> Any:
            if not isinstance(cell, int):
                return "" if cell is None else self.random.choice(words.UNKNOWN)
            if style == "yes or no":
                return self.random.choice(
                    (words.YES if cell else words.NO)["nl" if self.word_language == "nl" else "en"]
                )
            if style == "times" and cell:
                return self.random.choice([f"{cell}x", {1: "1 keer", 2: "twee keer"}.get(cell, f"{cell}x")])
            return cell if self.workbook else str(cell)

        return _Column(self._heading(ours), [count(cell) for cell in cells])

    def _amounts(self, ours: str, cells: list[Cell]) -> _Column:
        values = [float(cell) for cell in cells if isinstance(cell, int | float)]
        heading = self._heading(ours)
        if self.workbook and self.random.random() < 0.7:
            self.tags.append("amount as a number of a workbook")
            return _Column(
                heading, [cell if isinstance(cell, int | float) else self._text(ours, cell) for cell in cells]
            )
        names = [name for name in AMOUNTS if not self.careful or amounts_are_clear(name, values)]
        name = self.random.choice(names)
        if ("€" in name or "EUR" in name) and any(
            row.get("currency") not in (None, "EUR") for row in self.truth.rows
        ):
            name = "1234,50"
        self.amount = AMOUNTS[name]
        if values:
            self.tags.append(f"amount {name}")
            if not amounts_are_clear(name, values):
                self._doubt(f"amount {name} without cents")
        return _Column(
            heading,
            [
                AMOUNTS[name](cell) if isinstance(cell, int | float) else self._text(ours, cell)
                for cell in cells
            ],
        )

    def _ratings(self, ours: str, cells: list[Cell]) -> _Column:
        values = [cell for cell in cells if isinstance(cell, float)]
        heading = self._heading(ours)
        if values and all(value == int(value) for value in values) and self.random.random() < 0.3:
            style = "★" if self.careful else self.random.choice([*GRADE_WORDS])
            self.tags.append(f"grades {style}")
            if style in ("smileys", "n stars") or (style == "++ to --" and {2.0, 3.0} & {*values}):
                self._doubt(f"grades {style}")
            # A word for nothing may be a grade, "-" beside "++".
            return _Column(
                heading,
                [GRADE_WORDS[style][int(cell) - 1] if isinstance(cell, float) else "" for cell in cells],
            )
        scale = self.random.choice(["1-5", "1-5", "1-10", "1-10", "1-7", "0-100"])
        if scale == "1-10" and 1.0 in values:
            scale = "1-5"
        grades = [SCALES[scale](value) for value in values]
        top = max(grades, default=0.0)
        reaches = scale != "1-7" and top > TOPS[scale] - 1e-9
        marked = self.random.random() < 0.6 or (self.careful and not reaches)
        misleads = {"1-10": top <= 5, "1-7": top <= 5, "0-100": top <= 10}.get(scale, False)
        if marked or misleads:
            heading = self._named(ours, heading + self.random.choice([f" ({scale})", f" {scale}"]))
        elif values and not reaches:
            self._doubt(f"grades {scale} up to {top:g}")
        if values:
            self.tags.append(f"grades {scale}{'' if marked or misleads else ', not said'}")

        def grade(cell: Cell) -> Any:
            if not isinstance(cell, float):
                return self._text(ours, cell)
            number = round(SCALES[scale](cell), 6)
            return number if self.workbook else f"{number:g}".replace(".", self.decimal)

        return _Column(heading, [grade(cell) for cell in cells])

    # Moments

    def _moments(self) -> dict[str, _Moments]:
        """The writing of every column of moments, such that none of them misleads about another."""
        columns = {ours: self._moment(ours) for ours in MOMENTS if ours in self.truth.columns}
        texts = {ours: column for ours, column in columns.items() if column.form in ("text", "apart")}
        told = {
            ours: {
                each.date.order
                for number, each in enumerate(column.notations)
                if each.shows_day(column.of(number))
            }
            - {None}
            for ours, column in texts.items()
        }
        for ours, column in texts.items():
            others: set[str | None] = set().union(*(orders for name, orders in told.items() if name != ours))
            for number, notation in enumerate(column.notations):
                order, cells = notation.date.order, column.of(number)
                if order is None or not cells or notation.shows_day(cells):
                    continue
                if others - {order} or (self.careful and not others):
                    column.notations[number] = replace(notation, date=ISO)
                elif not others:
                    self._doubt(f"{ours}: day or month in {notation.date.name}")
        return columns

    def _moment(self, ours: str) -> _Moments:
        """A random writing of one column."""
        random = self.random
        cells = [cell if isinstance(cell, date) else None for cell in (row[ours] for row in self.truth.rows)]
        filled = [cell for cell in cells if cell is not None]
        timed = {isinstance(cell, datetime) for cell in filled}
        language = self.language if random.random() < 0.7 else "en"
        notations = [random_moments(random, language, filled)]
        other = random_moments(random, language, filled)
        if (
            random.random() < 0.15
            and not (notations[0].midnight or other.midnight)
            and _differ(notations[0], other)
        ):
            notations.append(other)
        column = _Moments(notations, [random.randrange(len(notations)) for _ in cells], cells)
        if self.workbook and len(timed) < 2 and random.random() < 0.6:
            column.form = "workbook"
        elif ours == "occurred_at" and timed == {True} and random.random() < 0.2:
            column.form = "apart"
            column.notations = [MomentNotation(each.date, each.language) for each in notations]
        elif ours in ("first_reply_at", "delivered_at") and random.random() < 0.25:
            spans = self._minutes_since_request(cells)
            if any(spans):
                column.form, column.spans = "span", spans
        return column

    def _moment_columns(self, ours: str, cells: list[Cell]) -> Iterator[_Column]:
        column = self.moments[ours]
        if column.form == "workbook":
            self.tags.append("dates of a workbook")
            yield _Column(
                self._heading(ours),
                [
                    self._said(ours, cell) if at is None else at
                    for cell, at in zip(cells, column.cells, strict=True)
                ],
            )
            return
        if column.form == "span":
            yield self._spans(ours, cells, column)
            return
        if len(column.notations) > 1:
            self.tags.append("two notations in a column")
        for number, notation in enumerate(column.notations):
            if column.of(number):
                self.tags += notation.tags
        if column.form == "apart":
            yield from self._date_and_time(column)
            return
        yield _Column(
            self._heading(ours),
            [
                self._said(ours, cell) if at is None else column.write(row)
                for row, (cell, at) in enumerate(zip(cells, column.cells, strict=True))
            ],
        )  # fmt: skip

    def _date_and_time(self, column: _Moments) -> Iterator[_Column]:
        date_heading, time_heading, sure = words.DATE_AND_TIME[self.language]
        if not sure and self.careful:
            date_heading, time_heading = "date", "time"
        elif not sure:
            self._doubt(f"heading {time_heading}")
        self.tags.append("date and time in two columns")
        moments = [at for at in column.cells if isinstance(at, datetime)]
        seconds = any(at.second for at in moments) or self.random.random() < 0.3
        yield _Column(
            self._named("occurred_at", date_heading),
            [
                column.notations[which].write(at.date())
                for at, which in zip(moments, column.which, strict=True)
            ],
        )
        yield _Column(
            self._named("time", time_heading),
            [at.strftime("%H:%M:%S" if seconds else "%H:%M") for at in moments],
        )

    def _minutes_since_request(self, cells: list[date | datetime | None]) -> list[int | None]:
        """Of every row; empty where a time since the request would not say the same as the cells."""
        minutes: list[int | None] = []
        asked = [row["requested_at"] for row in self.truth.rows]
        precise = {isinstance(at, datetime) for at in [*asked, *cells] if at is not None}
        if len(precise) > 1:
            return []
        for start, end in zip(asked, cells, strict=True):
            if end is None:
                minutes.append(None)
            elif isinstance(start, datetime) and isinstance(end, datetime):
                # An hour more or less where the clocks change in between: nobody counts that way.
                if (
                    start.replace(tzinfo=ZONE).utcoffset() != end.replace(tzinfo=ZONE).utcoffset()
                    or (end - start).seconds % 60
                ):
                    return []
                minutes.append(int((end - start).total_seconds()) // 60)
            else:
                assert isinstance(start, date)
                minutes.append((end - start).days * 24 * 60)
        return minutes

    def _spans(self, ours: str, cells: list[Cell], column: _Moments) -> _Column:
        """Times since the request, in words or as hours under a heading with a unit."""
        timed = any(isinstance(at, datetime) for at in column.cells)
        round_hours = all(span is None or span % 3 == 0 for span in column.spans)
        if timed and round_hours and ours == "first_reply_at" and self.random.random() < 0.5:
            self.tags.append("hours under a heading with a unit")
            heading = self._named(ours, "Response time (hours)")
            texts = [
                None if span is None else f"{span / 60:g}".replace(".", self.decimal) for span in column.spans
            ]
        else:
            self.tags.append("times since the request")
            heading = self._heading(ours)
            texts = [None if span is None else self._duration(span, not timed) for span in column.spans]
        return _Column(
            heading,
            [
                self._said(ours, cell) if text is None else text
                for cell, text in zip(cells, texts, strict=True)
            ],
        )

    def _duration(self, minutes: int, days: bool) -> str:
        dutch = self.word_language == "nl"
        if days:
            count = minutes // (24 * 60)
            if count == 0:
                return "zelfde dag" if dutch else "same day"
            return (
                f"na {count} {'dag' if count == 1 else 'dagen'}"
                if dutch
                else f"after {count} {'day' if count == 1 else 'days'}"
            )
        if minutes % 60 == 0:
            return (
                f"na {minutes // 60} uur"
                if dutch
                else f"after {minutes // 60} {'hour' if minutes == 60 else 'hours'}"
            )
        return f"{minutes} min" if minutes < 120 else f"{minutes // 60}:{minutes % 60:02d}"

    def _said(self, ours: str, cell: Cell) -> str:
        random, dutch = self.random, self.word_language == "nl"
        match cell:
            case Said.UNKNOWN if not self.careful and random.random() < 0.3:
                self._doubt("None under a date")
                return "None"
            case Said.UNKNOWN:
                return random.choice(words.UNKNOWN)
            case Said.NEVER:
                return random.choice(words.NEVER[ours])
            case Said.PENDING:
                return random.choice(words.PENDING)
            case Said.YES:
                return random.choice(["ja" if dutch else "yes", "x", "v"])
            case Said.NO:
                return "nee" if dutch else "no"
        # An empty promise of an event is nothing; an empty date of a sheet had not happened.
        return self.null or "" if self.truth.kind == "events" else ""

    # Layout

    def _extra(self, columns: list[_Column]) -> _Column:
        free = [
            each
            for each in words.EXTRA_COLUMNS
            if each[0].casefold() not in {column.heading.casefold() for column in columns}
        ]
        heading, pattern = self.random.choice(free)
        if not self.careful and self.random.random() < 0.2:
            heading, pattern = "Last modified", "2025-09-0{n} 08:1{n}"
            self._doubt("another column of moments")
        self.tags.append("extra column")
        return _Column(
            heading,
            [
                pattern.format(n=n % 9, n3=100 + n, n4=4000 + n * 10, letter="ABC"[n % 3], name="J. Smit")
                for n in range(len(self.truth.rows))
            ],
        )

    def _lines(self, columns: list[_Column]) -> Iterator[tuple[list[Any], int | None]]:
        """The rows of the file, each with the number of its row of the truth; None: titles, header, blank rows, totals."""
        random, header = self.random, [column.heading for column in columns]
        if random.random() < 0.25:
            self.tags.append("title lines")
            for title in random.sample(TITLES, random.randint(1, 2)):
                yield [title], None
            if random.random() < 0.5:
                yield [], None
        yield header, None
        blanks, headers = random.random() < 0.15, random.random() < 0.1
        self.tags += ["blank rows"] * blanks + ["repeated headers"] * headers
        for number in range(len(self.truth.rows)):
            if number and blanks and random.random() < 0.2:
                yield [""] * len(header), None
            if number and headers and random.random() < 0.1:
                yield header, None
            yield [column.cells[number] for column in columns], number
        texts = {self.headings.get(ours) for ours in ("supplier", "category", "tester")}
        if (
            self.truth.kind == "sheet"
            and header[0] in texts
            and "order_value" in self.headings
            and random.random() < 0.3
        ):
            self.tags.append("total")
            place = header.index(self.headings["order_value"])
            cells = [random.choice(["Total", "Totaal"]), *[""] * (len(header) - 1)]
            cells[place] = self._total()
            yield cells, None

    def _total(self) -> Any:
        """The sum of the amounts, written as they are."""
        amounts = [row["order_value"] for row in self.truth.rows]
        return self.amount(round(sum(amount for amount in amounts if isinstance(amount, int | float)), 2))

    def _csv(self, columns: list[_Column]) -> Written:
        random = self.random
        delimiter = random.choice([",", ";", ";", "\t", "|"])
        end = random.choice(["\n", "\r\n", "\r\n", "\r"])
        quote_all = random.random() < 0.2
        trailing = random.random() < 0.1
        self.tags += [f"delimiter {delimiter!r}", f"line end {end!r}"] + ["trailing delimiters"] * trailing
        pieces, rows_by_line, line = [], {}, 1
        if random.random() < 0.1:
            self.tags.append("sep=")
            pieces.append(f"sep={delimiter}{end}")
            line += 1
        for cells, number in self._lines(columns):
            row = [*cells, ""] if trailing and len(cells) > 1 else cells
            text = delimiter.join(_quoted(str(cell), delimiter, always=quote_all) for cell in row) + end
            if number is not None:
                rows_by_line[line] = number
            pieces.append(text)
            line += len(text.splitlines())
        text = "".join(pieces)
        encodings = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1")
        encoding = random.choice([each for each in encodings if _encodes(text, each)])
        self.tags.append(f"encoding {encoding}")
        return Written(text.encode(encoding), ".csv", self.doubts, self.tags, self.headings, rows_by_line)

    def _workbook(self, columns: list[_Column]) -> Written:
        self.tags.append("xlsx")
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = self.random.choice(["Sheet1", "Blad1", "Export"])
        rows_by_line = {}
        for line, (cells, number) in enumerate(self._lines(columns), 1):
            for place, cell in enumerate(cells, 1):
                if cell not in ("", None):
                    sheet.cell(line, place, cell)
            if number is not None:
                rows_by_line[line] = number
        if self.random.random() < 0.3:
            self.tags.append("second sheet")
            book.create_sheet("Legend").append(["Colours", "as agreed"])
        out = io.BytesIO()
        book.save(out)
        return Written(out.getvalue(), ".xlsx", self.doubts, self.tags, self.headings, rows_by_line)


def _differ(one: MomentNotation, other: MomentNotation) -> bool:
    """Whether a reader can tell these notations apart: by the separator, where both are numbers only."""
    numbers_only = one.date.order and other.date.order
    return one.date.name != other.date.name and not (
        numbers_only and one.date.separator == other.date.separator
    )


def _quoted(cell: str, delimiter: str, *, always: bool) -> str:
    """The cell as CSV; the csv module leaves a line feed bare where lines end with a carriage return."""
    if always or any(mark in cell for mark in (delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _encodes(text: str, encoding: str) -> bool:
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeEncodeError:
        return False
