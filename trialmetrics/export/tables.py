"""What the pages show as a reader has it in a workbook: figures as numbers, everything else in plain words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from trialmetrics.analysis.ranking import Ranking
from trialmetrics.export import documents, titles
from trialmetrics.planning import Plan
from trialmetrics.text import candidate_text, plan_text, problem_text, terms
from trialmetrics.text.language import _

Words = Callable[[Any], Any]


def ranking(found: Ranking) -> pd.DataFrame:
    """One row per candidate, sorted by rank; a list in one cell, the reasons as sentences, a column per currency spent."""
    columns = titles.of_ranking()
    words: dict[str, Words] = {
        "verdict": terms.verdict_words,
        "lean": terms.lean_words,
        "judged_on": lambda order_class: terms.meaning_words("order_class", order_class),
        "knock_outs": _listed(terms.knock_out_words),
        "vetoes": _listed(terms.veto_words),
        "elsewhere": _listed(str),
        "reasons": lambda reasons: " ".join(reason["text"] for reason in reasons),
    }
    rows = []
    candidates = found.suppliers.to_dict(orient="records")
    for row, document in zip(candidates, documents.rank_document(found)["suppliers"], strict=True):
        totals = document["supplier_totals"]
        figures = (
            document
            | document["criteria"]
            | document["measures"]
            | {f"supplier_{name}": value for name, value in totals.items()}
            | {f"{name}_share": share for name, share in document["rests_on"].items()}
            | {"why": candidate_text.why(row)}
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


def trials(found: Ranking) -> pd.DataFrame:
    """One row per trial of the candidates shown, by supplier and trial; `Requested` is a day where no time was noted."""
    columns = titles.of_trials()
    words: dict[str, Words] = {
        "state": terms.state_words,
        "order_class": lambda order_class: terms.meaning_words("order_class", order_class),
        "observed": titles.observed,
        **dict.fromkeys(("new_customer", "answered", "chased_first", "judged", "enquiry"), _yes_no),
    }
    rows = []
    for row, document in zip(
        documents.trials_shown(found).to_dict(orient="records"),
        documents.trials_document(found)["trials"],
        strict=True,
    ):
        points = {f"{name}_score": score for name, score in document["criteria"].items()}
        requested = {"requested_at": _moment(row["requested_at"], bare=row["requested_bare"])}
        rows.append(_row(columns, document | points | requested, words))
    return _table(columns, rows)


def plan(made: Plan) -> pd.DataFrame:
    """One row per candidate that gets trials, the likeliest invitation first."""
    columns = titles.of_plan(made.currency)
    words: dict[str, Words] = {"testers": _listed(str), "why": plan_text.text}
    return _table(
        columns,
        [_row(columns, row, words) for row in made.lines.to_dict(orient="records")],
    )


def testers(who: pd.DataFrame) -> pd.DataFrame:
    """One row per tester, with the points that it gives less (below zero: more) than the average one.

    `who`: as of `testers.testers`.
    """
    return _named(who, titles.of_testers())


def uploads(history: pd.DataFrame) -> pd.DataFrame:
    """One row per upload, newest first. `history`: as of `Uploads.all`."""
    counts = history["active"].map({True: _("counts"), False: _("undone")})
    return _named(history.assign(active=counts), titles.of_uploads())


def problems(wrong: pd.DataFrame) -> pd.DataFrame:
    """One row per thing that is wrong in a file. `wrong`: as of `Uploads.problems`."""
    what = {"row": _("row set aside"), "value": _("value left out")}
    columns = titles.of_problems()
    told = pd.DataFrame(problem_text.with_sentences(wrong.to_dict("records")), columns=[*columns])
    return _named(told.assign(severity=told["severity"].map(what)), columns)


def _named(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    return frame[[*columns]].astype(object).rename(columns=columns)


def _row(
    columns: Mapping[str, str], figures: Mapping[str, Any], words: Mapping[str, Words]
) -> dict[str, Any]:
    return {
        title: words[name](figures[name]) if name in words and figures[name] is not None else figures[name]
        for name, title in columns.items()
    }


def _table(columns: Mapping[str, str], rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows by title; what only some rows have stands last."""
    every = dict.fromkeys([*columns.values(), *(title for row in rows for title in row)])
    return pd.DataFrame(rows, columns=[*every], dtype=object)


def _listed(word: Callable[[Any], str]) -> Words:
    return lambda each: ", ".join(map(word, each))


def _yes_no(answer: bool) -> str:
    return terms.meaning_words("new_customer", "yes" if answer else "no")


def _moment(at: datetime, *, bare: bool) -> Any:
    if pd.isna(at):
        return None
    return at.date() if bare else at
