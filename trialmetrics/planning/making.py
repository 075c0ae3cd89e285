"""What to try next: for a budget of trials or money, who gets further trials, of which class, by which tester, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from trialmetrics import verdict
from trialmetrics.errors import TrialmetricsError
from trialmetrics.evidence import plan as search
from trialmetrics.language import _
from trialmetrics.planning import words
from trialmetrics.planning.order_costs import OrderCosts
from trialmetrics.planning.outlook import outlook
from trialmetrics.planning.tester_choice import Assignment
from trialmetrics.policy import KnockOut, Policy
from trialmetrics.ranking import Ranking

Aim = Literal["verdicts", "doubts"]

# A doubt removed is most of what a buyer wants; the verdict that confirms it is the rest.
IMPRESSION: dict[Aim, float] = {"verdicts": 0.0, "doubts": 0.75}
LARGEST = 500  # trials in one plan
BEYOND = 1e12  # any budget
CURVE_POINTS = 12
EVEN_ORDERS = 5  # orders in which spreading evenly goes round, averaged


@dataclass(frozen=True)
class Plan:
    """Where a budget is best spent, and what that may be expected to bring.

    `lines`: one row per supplier that gets trials, first the one where a trial is likeliest to settle it, with
    `supplier_key`, `supplier`, `scored_trials`, `open`, `trials`, `small`, `large`, `testers` (list), `cost` (NaN where
    not known), `chance_now` and `chance` of a verdict (where `aim` is doubts and the supplier is doubtful, of being
    clearly in or out), and `why`. `undecided`: how many suppliers have no verdict; `doubtful`: how many of them lean
    neither way; `settles` and `evenly`: how many verdicts (doubts removed) may be expected from this plan, and from
    spreading the same evenly; `curve`: `budget`, `plan`, `evenly`;
    `waiting`: suppliers that get nothing now because trials of theirs still run; `unpriced`:
    suppliers whose next trial is of a class without any order value; `currency`, `other_currencies`: what
    costs are in, and what was left out.
    """

    aim: Aim
    budget: float
    money: bool
    undecided: int
    doubtful: int
    settles: float
    evenly: float
    lines: pd.DataFrame
    curve: pd.DataFrame
    waiting: list[str]
    unpriced: list[str]
    currency: str
    other_currencies: list[str]

    @property
    def trials(self) -> int:
        """How many trials the plan places."""
        return int(self.lines["trials"].sum())

    @property
    def cost(self) -> float:
        """What they are expected to cost, as far as that is known; NaN where it is not at all."""
        return float(self.lines["cost"].sum(min_count=1)) if len(self.lines) else 0.0


def usual_aim(ranking: Ranking) -> Aim:
    """Doubts first while most of the undecided suppliers have too few trials for any verdict; from then on verdicts."""
    few = _candidates(ranking)["scored_trials"] < ranking.policy.evidence.min_trials
    return "doubts" if few.mean() > 0.5 else "verdicts"


def plan(
    ranking: Ranking, *, trials: int | None = None, money: float | None = None, aim: Aim | None = None
) -> Plan:
    """The plan for a number of trials, or for an amount of money in the policy's currency (one of the two).

    `aim`: `verdicts` for as many verdicts as possible, `doubts` to look first where it is unclear which way a supplier
    leans; default `usual_aim`. Raises TrialmetricsError for a budget that is none, or money where no order value is known.
    """
    if (trials is None) == (money is None):
        raise TrialmetricsError(_("A plan needs a budget: a number of trials, or an amount of money."))
    budget = float(trials if money is None else money)  # type: ignore[arg-type]
    if not 0 < budget < 1e9 or (money is None and budget > LARGEST):
        raise TrialmetricsError(
            _("A budget is a number above 0, of at most {most} trials.").format(most=LARGEST)
        )
    candidates = _candidates(ranking)
    costs = OrderCosts.of(ranking.trials, ranking.policy.currency)
    price = _prices(candidates, costs, ranking.policy)
    if money is not None and len(price) and np.isnan(price).any(axis=1).all():
        raise TrialmetricsError(
            _(
                "No order values in {currency} are noted, so a plan for an amount of money cannot be made; "
                "give a number of trials."
            ).format(currency=ranking.policy.currency)
        )
    everybody = outlook(ranking.judged, ranking.posterior, ranking.policy, candidates.index)
    seen = everybody.relevant()
    stand, mine = everybody.of(seen), np.flatnonzero(everybody.open[seen])
    # Without a doubtful one there is nothing to do first.
    aim = (aim or usual_aim(ranking)) if stand.doubtful.any() else "verdicts"
    cost = np.zeros((len(stand.mean), search.MOST_EACH + 1))
    # What nobody knows the price of cannot be paid for.
    cost[mine] = np.arange(search.MOST_EACH + 1) if money is None else np.nan_to_num(price, nan=BEYOND)
    budgets = _budgets(budget, len(mine), money)
    found = search.best(stand, cost, budgets, IMPRESSION[aim])
    curve = _curve(stand, cost, budgets, found, aim)
    chosen = int(np.flatnonzero(budgets == budget)[0])
    lines = _lines(ranking, candidates, stand, found[chosen], mine, price, aim)
    return Plan(
        aim=aim,
        budget=budget,
        money=money is not None,
        undecided=len(candidates),
        doubtful=int(stand.doubtful.sum()),
        settles=curve.loc[chosen, "plan"],
        evenly=curve.loc[chosen, "evenly"],
        lines=lines,
        curve=curve,
        waiting=_waiting(candidates, lines),
        unpriced=list(candidates["supplier"][np.isnan(price).any(axis=1)]),
        currency=ranking.policy.currency,
        other_currencies=costs.others,
    )


def next_step(ranking: Ranking, supplier_key: str) -> str:
    """What to try next with one supplier that has no verdict, in one or two sentences; empty where it has one."""
    candidates = _candidates(ranking)
    candidates = candidates[candidates["supplier_key"] == supplier_key]
    if candidates.empty:
        return ""
    row = candidates.iloc[0].to_dict()
    n = min(int(row["more_trials"]) - int(row["open"]), search.MOST_EACH)
    if n <= 0:
        return words.running(row["open"])
    everybody = outlook(ranking.judged, ranking.posterior, ranking.policy, candidates.index)
    stand = everybody.of(everybody.relevant())
    mine = np.flatnonzero(stand.open)
    number = np.zeros(len(stand.mean), dtype=int)
    number[mine] = n
    price = _prices(candidates, OrderCosts.of(ranking.trials, ranking.policy.currency), ranking.policy)
    line = _lines(ranking, candidates, stand, number, mine, price, "verdicts").iloc[0].to_dict()
    return words.next_step(line)


def _candidates(ranking: Ranking) -> pd.DataFrame:
    """The rows of `judged` that are shown and have no verdict."""
    shown = ranking.judged["supplier_key"].isin(ranking.suppliers["supplier_key"])
    return ranking.judged[shown & (ranking.judged["verdict"] == verdict.RETRY)]


def _classes(row: Mapping[str, Any], penalty: KnockOut | None) -> list[str]:
    """The order classes of the next trials with a supplier: small, unless large ones are needed to judge it."""
    if row["rule"] == verdict.ALL_DECLINED:
        return ["large"] * search.MOST_EACH
    small, large = int(row["scored_small"]), int(row["scored_large"])
    each = (penalty.trials_each or 0) if penalty else 0
    compared = penalty and small and large and row["large_score"] - row["small_score"] > (penalty.points or 0)
    classes = []
    for _trial in range(search.MOST_EACH):
        needed = bool(compared) and large < min(each, small)
        classes.append("large" if needed else "small")
        small, large = small + (not needed), large + needed
    return classes


def _prices(candidates: pd.DataFrame, costs: OrderCosts, policy: Policy) -> np.ndarray:
    """Expected costs (C, 1 + MOST_EACH) of 0, 1, ... further trials with each candidate; NaN where not known."""
    prices = np.zeros((len(candidates), search.MOST_EACH + 1))
    for place, row in enumerate(candidates.to_dict(orient="records")):
        classes = _classes(row, policy.knock_outs.get("small_penalty"))
        prices[place, 1:] = np.cumsum([costs.expected(row["categories"], each) for each in classes])
    return prices


def _budgets(budget: float, candidates: int, money: float | None) -> np.ndarray:
    """The budgets of the curve: from none to twice what is asked, and that itself."""
    most = 2 * budget if money is not None else min(max(2 * budget, 2 * candidates), LARGEST)
    grid = np.linspace(0, most, CURVE_POINTS)
    return np.union1d(grid if money is not None else np.round(grid), [budget])


def _curve(
    stand: search.Outlook, cost: np.ndarray, budgets: np.ndarray, found: np.ndarray, aim: Aim
) -> pd.DataFrame:
    def expected(n: np.ndarray) -> float:
        return search.worth(stand, n, 1.0 if aim == "doubts" else 0.0)

    random, open_now = np.random.default_rng(0), np.flatnonzero(stand.open)
    orders = [random.permutation(open_now) for _order in range(EVEN_ORDERS)]
    spread = [
        np.mean([expected(search.evenly(order, len(cost), cost, budget)) for order in orders])
        for budget in budgets
    ]
    return pd.DataFrame({"budget": budgets, "plan": [expected(n) for n in found], "evenly": spread})


def _lines(
    ranking: Ranking, candidates: pd.DataFrame, stand: search.Outlook, n: np.ndarray, mine: np.ndarray,
    price: np.ndarray, aim: Aim,
) -> pd.DataFrame:  # fmt: skip
    """The plan's lines; `mine`: the places of the candidates in `stand` and `n`."""
    now, then = (_chance(stand, number, aim)[mine] for number in (np.zeros_like(n), n))
    testers = Assignment.of(ranking.trials)
    penalty, known = ranking.policy.knock_outs.get("small_penalty"), ranking.posterior is not None
    lines = []
    gain = (then - now) / np.maximum(n[mine], 1)
    for place in np.argsort(-gain, kind="stable"):
        number = int(n[mine][place])
        if not number:
            continue
        row = candidates.iloc[place].to_dict()
        classes = _classes(row, penalty)[:number]
        lines.append(
            {name: row[name] for name in ("supplier_key", "supplier", "scored_trials", "open")}
            | {"trials": number, "small": classes.count("small"), "large": classes.count("large")}
            | {"testers": testers.choose(row["supplier_key"], number), "cost": price[place, number]}
            | {"chance_now": now[place] if known else np.nan, "chance": then[place] if known else np.nan}
            | {"why": words.why(row, classes, ranking.policy)}
        )
    columns = [
        "supplier_key", "supplier", "scored_trials", "open", "trials", "small", "large", "testers", "cost", "chance_now",
        "chance", "why",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=columns)


def _chance(stand: search.Outlook, n: np.ndarray, aim: Aim) -> np.ndarray:
    clear, settled = stand.settled(n)
    return np.where(stand.doubtful, clear, settled) if aim == "doubts" else settled


def _waiting(candidates: pd.DataFrame, lines: pd.DataFrame) -> list[str]:
    running = candidates[(candidates["open"] > 0) & ~candidates["supplier_key"].isin(lines["supplier_key"])]
    return sorted(running["supplier"], key=str.casefold)
