"""A ranking for readers who may not see who tested, nor the notes: neither is anywhere in it."""

import hashlib
import secrets
from dataclasses import replace
from typing import Any

import pandas as pd

from trialmetrics.analysis.judgement import Judgement
from trialmetrics.analysis.ranking import Basis, Filters, Ranking, Shown
from trialmetrics.analysis.reasons import QUOTES
from trialmetrics.engine import Measures
from trialmetrics.records import records
from trialmetrics.store.person_changes import KINDS
from trialmetrics.vocabulary import MADE_ID

_KEY = secrets.token_bytes()  # of this process
_OF_UPLOADS = ("taken", "undone", "redone")  # kinds of change


def of_filters(filters: Filters) -> Filters:
    """The filters without testers: what one tester's trials say would give the name away."""
    return replace(filters, testers=())


def of_events(events: pd.DataFrame) -> pd.DataFrame:
    """Events without notes, testers and raters."""
    hidden = {name: None for name in ("note", "tester", "rater") if name in events}
    return _without_made_ids(events.assign(**hidden))


def of_record(record: pd.DataFrame) -> pd.DataFrame:
    """The record without the names of files and of those who added them, who are the testers."""
    return pd.DataFrame(map(of_change, records(record)), columns=record.columns).astype(record.dtypes)


def of_change(change: dict[str, Any]) -> dict[str, Any]:
    """One row of the record, the same way: of an upload its number is left, of a change of people that there was one."""
    if change["kind"] in KINDS.values():
        return change | {"subject": ""}
    if change["kind"] not in _OF_UPLOADS:
        return change
    return change | {"who": "", "subject": change["subject"].partition(":")[0]}


def of_decisions(document: dict[str, Any]) -> dict[str, Any]:
    """The document of `decisions`; what was shown with each is as in `of_ranking`."""
    return {
        "decisions": [each | {"basis": of_decision_basis(each["basis"])} for each in document["decisions"]]
    }


def of_decision_basis(basis: dict[str, Any]) -> dict[str, Any]:
    """What was shown with a decision, without quotes, whose trials may be named after their testers, and the filter of testers."""
    candidate, filters = basis["candidate"], basis["filters"]
    return basis | {
        "filters": {name: value for name, value in filters.items() if name != "testers"},
        "candidate": candidate | {"reasons": _without_quotes(candidate["reasons"])},
    }


def of_ranking(ranking: Ranking) -> Ranking:
    """The ranking without names of testers and without notes, its layers left out."""
    return replace(
        ranking,
        filters=of_filters(ranking.filters),
        suppliers=_candidates(ranking.suppliers),
        judged=_candidates(ranking.judged),
        measures=_measures(ranking.measures),
        layers=(),
    )


def of_shown(shown: Shown) -> Shown:
    """The candidates shown, without quotes."""
    return replace(shown, suppliers=_candidates(shown.suppliers))


def of_judgement(judgement: Judgement) -> Judgement:
    """The judgement with candidates without quotes."""
    return replace(judgement, candidates=_candidates(judgement.candidates))


def of_basis(basis: Basis) -> Basis:
    """The basis with measures without testers and words."""
    return replace(basis, measures=_measures(basis.measures))


def _measures(measures: Measures) -> Measures:
    return replace(
        measures,
        # Without names nobody is told apart: numbers of their own would not be those of the sums.
        candidate_tester=measures.candidate_tester.assign(tester=None),
        candidate_tester_sum=_numbered(measures.candidate_tester_sum),
        candidate_class_sum=_numbered(measures.candidate_class_sum),
        candidate_quote=measures.candidate_quote.iloc[:0],
        trials=measures.trials.changed(_trials, _without_made_ids),
    )


def _candidates(candidates: pd.DataFrame) -> pd.DataFrame:
    reasons = [_without_quotes(reasons) for reasons in candidates["reasons"]]
    return candidates.assign(
        quotes=pd.Series([[] for _row in reasons], index=candidates.index, dtype=object),
        reasons=pd.Series(reasons, index=candidates.index, dtype=object),
    )


def _without_quotes(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [reason for reason in reasons if reason["code"] not in QUOTES]


def _trials(trials: pd.DataFrame) -> pd.DataFrame:
    return _without_made_ids(trials.assign(tester=None))


def _without_made_ids(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a number for an id that was made of the tester's name; the same one wherever the trial stands."""
    return rows.assign(trial_id=rows["trial_id"].map(_number_for))


def _number_for(trial_id: str) -> str:
    if not MADE_ID.search(trial_id):
        return trial_id
    # With a key, or whoever guesses a name could check the guess.
    number = hashlib.blake2b(trial_id.encode(), key=_KEY, digest_size=5).digest()
    return f"trial #{int.from_bytes(number)}"


def _numbered(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums with numbers for names, in the order of the names: the model knows its testers by that order."""
    names = sorted(sums["tester"].dropna().unique())
    numbers = {name: f"{number:06}" for number, name in enumerate(names, 1)}
    return sums.assign(tester=sums["tester"].map(numbers))
