"""The testers: how strict each is, whether raters agree, and where tester and supplier effects cannot be separated."""

import pandas as pd

from trialmetrics.analysis.candidates import KEY
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.reasons import Reason
from trialmetrics.evidence.agreement import interval_alpha
from trialmetrics.evidence.severity import linked, severity
from trialmetrics.vocabulary import RATINGS

MIN_RATED_TWICE = 10  # with fewer trials rated twice agreement is not judged
MAX_NAMED = 3  # groups named in a warning

Name = tuple[str, str | None]  # a supplier, and the category where the supplier is in several


def testers(ranking: Ranking) -> pd.DataFrame:
    """One row per named tester of the candidates shown, the strictest first.

    Columns `tester`, `trials` (judged), `suppliers` (candidates tried), `alone` (tried by nobody else), and `severity`,
    `severity_low`, `severity_high`: points that the tester gives less than the average of all testers (negative:
    more), with the policy's interval; NaN with fewer than two testers whose trials were served. Like a score, these are
    the same whichever candidates are shown.
    """
    placed = ranking.of_shown(ranking.measures.candidate_tester)
    tried = placed[placed["judged_trials"] > 0].assign(trials=placed["judged_trials"])
    by = tried.groupby(KEY)["tester"].transform("size")
    frame = (
        tried.assign(alone=by == 1)
        .groupby("tester")
        .agg(trials=("trials", "sum"), suppliers=("trials", "size"), alone=("alone", "sum"))
        .reset_index()
    )
    # The model numbers the testers of the trials that were served, in the order of their names.
    names = sorted(ranking.measures.candidate_tester_sum["tester"].dropna().unique())
    columns = {"tester": names, **dict.fromkeys(("severity", "severity_low", "severity_high"), float("nan"))}
    if ranking.posterior is not None and len(names) > 1:
        less = severity(ranking.posterior, ranking.policy.evidence.interval)
        columns |= {"severity": less.mean, "severity_low": less.low, "severity_high": less.high}
    # Without named testers both frames are empty and untyped, and would not merge.
    named = pd.DataFrame(columns).astype({"tester": frame["tester"].dtype})
    frame = frame.merge(named, on="tester", how="left")
    return frame.sort_values(["severity", "tester"], ascending=[False, True], ignore_index=True)


def agreement(ranking: Ranking) -> pd.DataFrame:
    """One row per rating: how far people who rated the same trial of a candidate shown agree.

    Columns `rating`, `trials` (rated by two or more), `alpha` (Krippendorff's, interval scale; NaN where nothing was
    rated twice or nothing differs).
    """
    ratings, rows = ranking.of_shown(ranking.measures.candidate_rating), []
    for rating in RATINGS:
        own = ratings[ratings["rating"] == rating]
        rows.append({"rating": rating, "trials": int(own["twice"].sum()), "alpha": _alpha(own)})
    return pd.DataFrame(rows)


def rated_twice(ranking: Ranking) -> int:
    """How many trials of the candidates shown were rated by two people or more, on any rating."""
    ratings = ranking.of_shown(ranking.measures.candidate_rating)
    return int(ratings.loc[ratings["rating"] == "any", "twice"].sum())


def groups(ranking: Ranking) -> pd.DataFrame:
    """One row per group of shown candidates that share testers with each other but not with the rest; the largest first.

    Columns `testers` (also those who only tried hidden candidates; None: trials without a named tester) and `suppliers` (lists
    of `Name`). With more than one row, a strict tester cannot be told from a poor supplier between the groups.
    """
    sums = ranking.measures.candidate_tester_sum
    if sums.empty:
        return pd.DataFrame({"testers": [], "suppliers": []})
    tester, names = pd.factorize(sums["tester"], use_na_sentinel=False)
    candidate = sums.groupby(KEY).ngroup().to_numpy()
    group = linked(candidate, tester, suppliers=int(candidate.max()) + 1, testers=len(names))
    shown = dict(zip(map(tuple, ranking.suppliers[KEY].to_numpy()), _names(ranking.suppliers), strict=True))
    rows = []
    for _number, group_sums in sums.groupby(group[candidate]):
        keys = set(map(tuple, group_sums[KEY].to_numpy())) & shown.keys()
        if keys:
            named = sorted(group_sums["tester"].dropna().unique(), key=str.casefold)
            rows.append(
                {
                    "testers": named + [None] * bool(group_sums["tester"].isna().any()),
                    "suppliers": sorted((shown[key] for key in keys), key=_by_name),
                }
            )
    rows.sort(key=lambda row: (-len(row["suppliers"]), [*map(_by_name, row["suppliers"])]))
    return pd.DataFrame(rows, columns=["testers", "suppliers"])


def warnings(ranking: Ranking) -> list[Reason]:
    """Where tester and supplier effects cannot be separated, as codes with figures; `text.tester_text` makes the sentences.

    `apart`: the first `groups`, each with its `testers` and `suppliers`, and how many `more` there are; `alone`: one `tester`
    tried all candidates shown.
    """
    apart = groups(ranking)
    if len(apart) > 1:
        # A tester who links a group through hidden candidates only has tried none of those named.
        tried = _testers_of_shown(ranking)
        named = [
            {"testers": [tester for tester in row.testers if tester in tried], "suppliers": row.suppliers}
            for row in apart.head(MAX_NAMED).itertuples()
        ]
        return [{"code": "apart", "groups": named, "more": len(apart) - len(named)}]
    only = apart["testers"].iloc[0] if len(apart) else []
    return [{"code": "alone", "tester": only[0]}] if len(only) == 1 and only != [None] else []


def _testers_of_shown(ranking: Ranking) -> set[str | None]:
    """The testers of scored trials with the candidates shown; None: trials without a named tester."""
    sums = ranking.of_shown(ranking.measures.candidate_tester_sum)
    return {None if pd.isna(tester) else tester for tester in sums["tester"]}


def _names(candidates: pd.DataFrame) -> list[Name]:
    """The name of each candidate: its supplier's, with the category where the supplier is in several."""
    several = candidates["supplier_key"].duplicated(keep=False)
    return [
        (supplier, category if more else None)
        for supplier, category, more in zip(
            candidates["supplier"], candidates["category"], several, strict=True
        )
    ]


def _by_name(name: Name) -> tuple[str, str]:
    supplier, category = name
    return supplier.casefold(), (category or "").casefold()


def _alpha(ratings: pd.DataFrame) -> float:
    n, total, squares, within = (float(ratings[name].sum()) for name in ("n", "sum_v", "sum_vv", "within"))
    differs = ratings["least_v"].min() < ratings["greatest_v"].max()
    return interval_alpha(n, total, squares, within) if differs else float("nan")
