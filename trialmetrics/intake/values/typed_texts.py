"""SQL for rows with typed values: regular texts are converted inline, irregular ones looked up (see `column_values`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.values import regular_texts
from trialmetrics.intake.values.numbers import CURRENCY_PATTERNS
from trialmetrics.intake.values.value import Notation
from trialmetrics.vocabulary import RATINGS


@dataclass(frozen=True)
class Typed:
    """How to read the rows of one file: its `columns` (ours), their notations, and the columns with `irregular` texts."""

    kind: str
    notations: Mapping[str, Notation]
    columns: Collection[str]
    irregular: Collection[str]

    def sql(self, rows: str = "raw_row", selected: Collection[str] | None = None) -> str:
        """A query on `rows`: line, supplier_key, and for every column (or those `selected`) its value, `_bad` (unreadable) and
        `_seen` (observed); for moments also `_bare` (date only), `_happened`, `_after`, `_pending`, `_utc`, `_instead`."""
        names = [name for name in COLUMNS[self.kind] if selected is None or name in selected]
        expressions = [expression for name in names for expression in self._column(name)]
        joins = [
            f"left join irregular_{name} as o_{name} on raw_row.{name} = o_{name}.text"
            for name in names
            if name in self.irregular
        ]
        return (
            f"select raw_row.line, supplier_key.key as supplier_key, {', '.join(expressions)} "
            f"from {rows} as raw_row join supplier_key on raw_row.supplier = supplier_key.text {' '.join(joins)}"
        )

    def above_lowest(self) -> str:
        """SQL expression: does a row of `sql()` have a rating above the lowest grade of its column's scale?"""
        return " or ".join(
            f"coalesce({name} > {1.4 if self.notations[name].scale == (1, 10) else 1}, false)"
            for name in RATINGS
        )

    def _column(self, name: str) -> list[str]:
        column, notation = COLUMNS[self.kind][name], self.notations[name]
        sql_type = regular_texts.SQL_TYPES.get(column.kind, "varchar")
        text = f"raw_row.{name}"
        value = regular_texts.sql(text, column, notation) if name in self.columns else f"null::{sql_type}"
        date_only = (
            f"{text} is not null and {regular_texts.date_only(text, notation)}"
            if name in self.columns
            else "false"
        )
        unreadable, seen, happened, after, pending = (
            "false",
            "true",
            "null::boolean",
            "null::interval",
            "false",
        )
        utc, instead = "null::timestamp", "null::varchar"
        if name in self.irregular:
            value, date_only = f"coalesce({value}, o_{name}.value)", f"coalesce(o_{name}.bare, {date_only})"
            unreadable, seen = f"coalesce(o_{name}.code is not null, false)", f"coalesce(o_{name}.seen, true)"
            utc, instead = f"o_{name}.utc", f"o_{name}.instead"
            happened, after, pending = (
                f"o_{name}.happened",
                f"o_{name}.after",
                f"coalesce(o_{name}.pending, false)",
            )
        if name == "currency" and "order_value" in self.irregular:
            # The currency column wins over a sign beside the amount.
            value = f"coalesce({value}, {_currency_beside('raw_row.order_value')})"
        expressions = [f"{value} as {name}", f"{unreadable} as {name}_bad", f"{seen} as {name}_seen"]
        if column.kind == "moment":
            expressions += [
                f"{date_only} as {name}_bare",
                f"{happened} as {name}_happened",
                f"{after} as {name}_after",
                f"{pending} as {name}_pending",
                f"{utc} as {name}_utc",
                f"{instead} as {name}_instead",
            ]
        return expressions


def _currency_beside(amount: str) -> str:
    """SQL expression for the currency code written beside an amount; null without one."""
    cases = " ".join(
        f"when regexp_matches({amount}, '{pattern}', 'i') then '{code}'"
        for code, pattern in CURRENCY_PATTERNS.items()
    )
    return f"case {cases} end"
