"""Texts with their values beside them, as SQL: regular texts are read as the rows pass, the others were read before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.values import regular_texts
from trialmetrics.intake.values.numbers import CURRENCY_PATTERNS
from trialmetrics.intake.values.value import Notation
from trialmetrics.vocabulary import RATINGS


@dataclass(frozen=True)
class Typed:
    """How the rows of a file are read: our columns that are there, and those with texts that are not regular."""

    kind: str
    notations: Mapping[str, Notation]
    columns: Collection[str]
    irregular: Collection[str]

    def sql(self, rows: str = "given_row", selected: Collection[str] | None = None) -> str:
        """A query on `rows`: line, supplier_key, and of every column (or those `wanted`) its value, `_bad`, `_seen`; of
        moments `_bare`, `_happened`, `_after`, `_pending`, `_utc` too."""
        names = [name for name in COLUMNS[self.kind] if selected is None or name in selected]
        expressions = [expression for name in names for expression in self._column(name)]
        joins = [
            f"left join odd_{name} as o_{name} on given_row.{name} = o_{name}.text"
            for name in names
            if name in self.irregular
        ]
        return (
            f"select given_row.line, supplier_key.key as supplier_key, {', '.join(expressions)} "
            f"from {rows} as given_row join supplier_key on given_row.supplier = supplier_key.text {' '.join(joins)}"
        )

    def above_lowest(self) -> str:
        """SQL of whether a row of `sql()` has a rating above the lowest grade of the scale that its column is written on."""
        return " or ".join(
            f"coalesce({name} > {1.4 if self.notations[name].scale == (1, 10) else 1}, false)"
            for name in RATINGS
        )

    def _column(self, name: str) -> list[str]:
        column, notation = COLUMNS[self.kind][name], self.notations[name]
        sql_type = regular_texts.SQL_TYPES.get(column.kind, "varchar")
        text = f"given_row.{name}"
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
        utc = "null::timestamp"
        if name in self.irregular:
            value, date_only = f"coalesce({value}, o_{name}.value)", f"coalesce(o_{name}.bare, {date_only})"
            unreadable, seen = f"coalesce(o_{name}.code is not null, false)", f"coalesce(o_{name}.seen, true)"
            utc = f"o_{name}.utc"
            happened, after, pending = (
                f"o_{name}.happened",
                f"o_{name}.after",
                f"coalesce(o_{name}.pending, false)",
            )
        if name == "currency" and "order_value" in self.irregular:
            # A column of its own says it first; else the sign beside the amount does.
            value = f"coalesce({value}, {_currency_beside('given_row.order_value')})"
        expressions = [f"{value} as {name}", f"{unreadable} as {name}_bad", f"{seen} as {name}_seen"]
        if column.kind == "moment":
            expressions += [
                f"{date_only} as {name}_bare",
                f"{happened} as {name}_happened",
                f"{after} as {name}_after",
                f"{pending} as {name}_pending",
                f"{utc} as {name}_utc",
            ]
        return expressions


def _currency_beside(amount: str) -> str:
    """SQL of the currency that is written beside an amount, null where none is."""
    cases = " ".join(
        f"when regexp_matches({amount}, '{pattern}', 'i') then '{code}'"
        for code, pattern in CURRENCY_PATTERNS.items()
    )
    return f"case {cases} end"
