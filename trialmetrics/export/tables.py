"""Tables for workbooks: figures as numbers, everything else in the words of the pages."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from trialmetrics.analysis import decided as decided_state
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.export import documents, titles
from trialmetrics.planning import Plan
from trialmetrics.records import records
from trialmetrics.store.candidate_decisions import INVITED
from trialmetrics.text import decision_text, plan_text, problem_text, record_text, short_reason, terms
from trialmetrics.text.language import _

Words = Callable[[Any], Any]


def ranking(result: Ranking) -> pd.DataFrame:
    """One row per candidate, sorted by rank; lists share one cell, reasons are sentences, each currency spent has a column."""
    columns = titles.of_ranking()
    words: dict[str, Words] = {
        "verdict": terms.verdict_words,
        "lean": terms.lean_words,
        "judged_on": lambda order_class: terms.meaning_words("order_class", order_class),
        "knock_outs": _joined(terms.knock_out_words),
        "vetoes": _joined(terms.veto_words),
        "elsewhere": _joined(str),
        "reasons": lambda reasons: " ".join(reason["text"] for reason in reasons),
    }
    rows = []
    candidates = records(result.suppliers)
    for row, document in zip(candidates, documents.rank_document(result)["suppliers"], strict=True):
        totals = document["supplier_totals"]
        figures = (
            document
            | document["criteria"]
            | document["measures"]
            | {f"supplier_{name}": value for name, value in totals.items()}
            | {f"{name}_share": share for name, share in document["rests_on"].items()}
            | {"why": short_reason.why(row)}
        )
        rows.append(
            _row(columns, figures, words)
            | {titles.spend(currency): amount for currency, amount in document["spend"].items()}
            | {
                titles.spend(currency, everywhere=True): amount
                for currency, amount in totals["spend"].items()
            }
        )
    return _table(columns, rows)


def trials(result: Ranking) -> pd.DataFrame:
    """One row per trial of the candidates shown, sorted by supplier and trial; `Requested` is a date if no time was noted."""
    columns = titles.of_trials()
    words: dict[str, Words] = {
        "state": terms.state_words,
        "observed": titles.observed,
        **dict.fromkeys(("new_customer", "answered", "chased_first", "judged", "enquiry"), _yes_no),
    }
    rows = []
    for row, document in zip(
        records(documents.trials_shown(result)),
        documents.trials_document(result)["trials"],
        strict=True,
    ):
        points = {f"{name}_score": score for name, score in document["criteria"].items()}
        requested = {"requested_at": _moment(row["requested_at"], date_only=row["requested_bare"])}
        order_class = terms.order_class_words(row["order_class"], row["order_class_from"])
        figures = document | points | requested | {"order_class": order_class}
        rows.append(_row(columns, figures, words))
    return _table(columns, rows)


def plan(next_trials: Plan) -> pd.DataFrame:
    """One row per candidate that gets trials, the likeliest invitation first."""
    columns = titles.of_plan(next_trials.currency)
    words: dict[str, Words] = {"testers": _joined(str), "why": plan_text.text}
    return _table(
        columns,
        [_row(columns, row, words) for row in records(next_trials.lines)],
    )


def shortlisted(rows: pd.DataFrame) -> pd.DataFrame:
    """The candidates that are invited, by category and rank. `rows`: of `analysis.decided`."""
    invited = rows[rows["decision"].isin(INVITED) & (rows["state"] != decided_state.EXPIRED)]
    return invited.sort_values(["category", "rank", "supplier"], kind="stable")


def decided(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per candidate with its verdict and the decision on it. `rows`: of `analysis.decided`."""
    columns = titles.of_decisions()
    words: dict[str, Words] = {
        "verdict": terms.verdict_words,
        "verdict_then": terms.verdict_words,
        "decision": terms.decision_words,
    }
    candidates = [
        row | {"why": short_reason.why(row), "since": decision_text.since(row)} for row in records(rows)
    ]
    return _table(columns, [_row(columns, _without_missing(row), words) for row in candidates])


def record(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per change. `rows`: of `Store.record`."""
    worded = [
        row | {"kind": record_text.kind_words(row["kind"]), "subject": record_text.subject(row)}
        for row in records(rows)
    ]
    columns = titles.of_record()
    return _table(columns, [_row(columns, _without_missing(row), {}) for row in worded])


def _without_missing(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: None
        if not isinstance(value, list | dict) and pd.api.types.is_scalar(value) and pd.isna(value)
        else value
        for name, value in row.items()
    }


def testers(severities: pd.DataFrame) -> pd.DataFrame:
    """One row per tester, with the points it gives less than the average tester (negative: more).

    `severities`: from `analysis.testers.testers`.
    """
    return _with_titles(severities, titles.of_testers())


def uploads(history: pd.DataFrame) -> pd.DataFrame:
    """One row per upload, newest first. `history`: from `Uploads.all`."""
    state_words = history["active"].map({True: _("counts"), False: _("undone")})
    return _with_titles(history.assign(active=state_words), titles.of_uploads())


def problems(problem_rows: pd.DataFrame) -> pd.DataFrame:
    """One row per problem in a file. `problem_rows`: from `Uploads.problems`."""
    severity_words = {"row": _("row set aside"), "value": _("value left out")}
    columns = titles.of_problems()
    worded = pd.DataFrame(problem_text.with_sentences(records(problem_rows)), columns=[*columns])
    return _with_titles(worded.assign(severity=worded["severity"].map(severity_words)), columns)


def _with_titles(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    return frame[[*columns]].astype(object).rename(columns=columns)


def _row(
    columns: Mapping[str, str], figures: Mapping[str, Any], words: Mapping[str, Words]
) -> dict[str, Any]:
    return {
        title: words[name](figures[name]) if name in words and figures[name] is not None else figures[name]
        for name, title in columns.items()
    }


def _table(columns: Mapping[str, str], rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows by title as a table; columns that only some rows have come last."""
    all_columns = dict.fromkeys([*columns.values(), *(title for row in rows for title in row)])
    return pd.DataFrame(rows, columns=[*all_columns], dtype=object)


def _joined(word: Callable[[Any], str]) -> Words:
    return lambda items: ", ".join(map(word, items))


def _yes_no(answer: bool) -> str:
    return terms.meaning_words("new_customer", "yes" if answer else "no")


def _moment(moment: datetime, *, date_only: bool) -> Any:
    if pd.isna(moment):
        return None
    return moment.date() if date_only else moment
