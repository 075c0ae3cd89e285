"""What an organisation's own event table lacks, in words."""

from collections.abc import Iterator
from typing import Any

from trialmetrics.cluster import event_table
from trialmetrics.cluster.event_table import COLUMNS, EVENT
from trialmetrics.cluster.session import in_words, session
from trialmetrics.cluster.settings import Cluster
from trialmetrics.text import number_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.vocabulary import EVENTS, RATINGS

_SHOWN = 10  # unknown words, and wrong columns
# Columns whose absence takes something out of every figure; the rest is for filters and for reading.
_MEANT = {
    "category": lambda: _("all suppliers are in one category"),
    "bare": lambda: _("every time of day is taken as known, also midnight"),
    "round": lambda: _("all trials are one round, and what one of its logs notes is expected of all"),
    "order_value": lambda: _("order sizes are not compared, and small orders are known by their class alone"),
    "tester": lambda: _("strict and lenient testers cannot be told apart"),
    "order_class": lambda: _("small orders are told from large ones by the policy's limits alone"),
    "promised_at": lambda: _("nothing is late"),
    "courtesy": lambda: _("courtesy is not scored"),
    "welcome": lambda: _("welcome is not scored"),
    "helpfulness": lambda: _("helpfulness is scored by advice and questions alone"),
    "note": lambda: _("no words are quoted"),
}


def findings(cluster: Cluster) -> tuple[list[str], list[str]]:
    """What makes the table unusable, and what is worth knowing of it, sentences each. Raises StoreError."""
    with in_words(cluster):
        table = dict(event_table.tables(session(cluster), cluster))[EVENT]
        missing = [
            name for name, column in COLUMNS.items() if column.otherwise is None and name not in table.columns
        ]
        if missing:
            return [_("The table lacks the column {name}.").format(name=name) for name in missing], []
        wrong = [*_of_other_types(table)]
        return (wrong, []) if wrong else _rows(table)


def _of_other_types(table: Any) -> Iterator[str]:
    """Columns of which some values cannot be read as they must be."""
    for name, column in COLUMNS.items():
        if name in table.columns and column.type != "string":
            unread = table.where(f"`{name}` is not null and try_cast(`{name}` as {column.type}) is null")
            if number := unread.count():
                yield ngettext(
                    "In {n} row {name} cannot be read as {type}.",
                    "In {n} rows {name} cannot be read as {type}.",
                    number,
                ).format(n=number_text.digits(number, grouped=True), name=name, type=column.type)


def _of_no_use(table: Any, rows: int) -> Iterator[str]:
    """Rows that stand there more than once, and values that are taken as none."""
    if number := rows - table.distinct().count():
        yield ngettext(
            "{n} row is equal to another one; each counts, so keep only one where it was delivered twice.",
            "{n} rows are equal to others; each counts, so keep only one where they were delivered twice.",
            number,
        ).format(n=number_text.digits(number, grouped=True))
    for name in RATINGS:
        if name in table.columns and (number := table.where(f"`{name}` not between 1 and 5").count()):
            yield ngettext(
                "{n} row has a {name} off the scale of 1 to 5, which is left out.",
                "{n} rows have values of {name} off the scale of 1 to 5, which are left out.",
                number,
            ).format(n=number_text.digits(number, grouped=True), name=name)
    if "order_class" in table.columns and (
        number := table.where("lower(trim(order_class)) not in ('small', 'large', '')").count()
    ):
        yield ngettext(
            "In {n} row the order_class is neither small nor large; it is left out.",
            "In {n} rows the order_class is neither small nor large; it is left out.",
            number,
        ).format(n=number_text.digits(number, grouped=True))


def _rows(table: Any) -> tuple[list[str], list[str]]:
    bad, good = [], []
    rows = table.count()
    if not rows:
        return [_("The table has no rows.")], []
    span = table.selectExpr(
        "count(distinct supplier) as suppliers", "count(distinct supplier, trial_id) as trials",
        "cast(min(occurred_at) as date) as first", "cast(max(occurred_at) as date) as last",
        "count_if(trim(coalesce(supplier, '')) = '') as no_supplier", "count_if(trim(coalesce(trial_id, '')) = '') as no_trial",
        "count_if(event is null) as no_event", "count_if(occurred_at is null) as no_time",
    ).first()  # fmt: skip
    good.append(
        _("Rows: {rows}; trials: {trials}; suppliers: {suppliers}; from {first} to {last}.").format(
            rows=number_text.digits(rows, grouped=True), trials=number_text.digits(span["trials"], grouped=True),
            suppliers=number_text.digits(span["suppliers"], grouped=True), first=span["first"], last=span["last"],
        )
    )  # fmt: skip
    for name in ("supplier", "trial", "event"):
        if number := span[f"no_{name}"]:
            column = "trial_id" if name == "trial" else name
            bad.append(
                ngettext("{n} row has no {name}.", "{n} rows have no {name}.", number).format(
                    n=number_text.digits(number, grouped=True), name=column
                )
            )
    known = ", ".join(f"'{event}'" for event in EVENTS)
    unknown = table.where(f"event is not null and event not in ({known})").groupBy("event").count()
    for row in unknown.orderBy("count", ascending=False).limit(_SHOWN).collect():
        bad.append(
            ngettext(
                "{n} row has the event “{event}”, which is no event of a trial.",
                "{n} rows have the event “{event}”, which is no event of a trial.",
                row["count"],
            ).format(n=number_text.digits(row["count"], grouped=True), event=row["event"])
        )
    bad += _of_no_use(table, rows)
    if span["no_time"]:
        good.append(
            ngettext(
                "{n} row has no time; it counts from the beginning of its trial.",
                "{n} rows have no time; they count from the beginning of their trial.",
                span["no_time"],
            ).format(n=number_text.digits(span["no_time"], grouped=True))
        )
    good += [
        _("Without the column {name}: {meaning}.").format(name=name, meaning=meaning())
        for name, meaning in _MEANT.items()
        if name not in table.columns
    ]
    return bad, good
