"""The verdicts on worlds whose truth is known: what `trialmetrics.evidence.fit` concludes, under the rules of the verdict.

The rules are stated here once more, in arrays, so that a mistake in the product's own does not hide itself. Small customer
penalties and incidents do not occur in these worlds.
"""

import sys
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd
from scipy.stats import beta

from tests.evidence.worlds import KINDS, MADE, MOSTLY_ONE, RANGES, WORLDS, World, worlds
from trialmetrics.evidence import Cells, fit
from trialmetrics.vocabulary import NOTHING, SOMETHING

THRESHOLD = 60.0
OUT_AT, IN_AT, MARGIN = 0.90, 0.25, 0.95
ENOUGH = 100  # verdicts from which their wrong share is held to a bound


def believed(
    world: World, scored: np.ndarray, nothing: np.ndarray, ended: np.ndarray, known: np.ndarray
) -> np.ndarray:
    """P(below the threshold), the ends of the 90 % interval and the mean of every candidate: (4, S), NaN where nothing is known."""
    place = np.full(len(world.truth), -1)
    place[known] = np.arange(len(known))
    came_to_something = scored & ~np.isin(world.state, NOTHING)
    frame = pd.DataFrame(
        {"candidate": place[world.candidate], "tester": world.tester, "y": world.score, "yy": world.score**2}
    )[came_to_something]
    sums = frame.groupby(["candidate", "tester"]).agg(n=("y", "size"), y=("y", "sum"), yy=("yy", "sum"))
    cells = Cells(
        *(sums.index.get_level_values(i).to_numpy(int) for i in range(2)),
        *(sums[name].to_numpy(float) for name in ("n", "y", "yy")),
    )
    zero = worth_of_nothing(world.state, world.score)
    _, category = np.unique(world.category[known], return_inverse=True)
    posterior = fit(cells, category, nothing[known], ended[known], zero=zero)
    found = np.full((4, len(world.truth)), np.nan)
    found[:, known] = [posterior.below(THRESHOLD), *posterior.interval(0.90), posterior.mean]
    return found


Belief = Callable[[World, np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def judged(world: World, belief: Belief = believed) -> pd.DataFrame:
    """One row per candidate with an ended trial: what is true, believed and said of it."""
    size = len(world.truth)
    scored = np.isfinite(world.score)
    score = np.where(scored, world.score, 0.0)

    def count(which: np.ndarray) -> np.ndarray:
        return np.bincount(world.candidate[which], minlength=size)

    of = {state: count(world.state == state) for state in (*SOMETHING, *NOTHING, "stopped")}
    nothing = count(np.isin(world.state, NOTHING))
    ended = nothing + count(np.isin(world.state, SOMETHING))
    known = np.flatnonzero(count(scored) + ended)
    p_below, low, high, mean = belief(world, scored, nothing, ended, known)

    with np.errstate(invalid="ignore"):
        plain = np.bincount(world.candidate, score, size) / count(scored)
    in_favour = count(scored & (world.state == "fulfilled"))
    firm = count(scored & (world.state != "declined")) >= 2
    knocked_out = (
        holds(of["ignored"], of["ignored"] + of["fulfilled"] + of["declined"])
        | holds(of["brushed_off"], of["brushed_off"] + of["fulfilled"] + of["declined"])
        | holds(of["dropped"], of["dropped"] + of["fulfilled"])
    )
    declines_only = (of["declined"] > 0) & (of["declined"] == ended + of["stopped"])
    vetoed = (
        ((nothing >= 2) & (nothing >= ended / 4))
        | ((ended > nothing) & (of["declined"] >= (ended - nothing) / 2))
        | (plain < THRESHOLD)
    )
    may = ~knocked_out & ~declines_only & firm
    below = may & (p_below >= OUT_AT) & (plain < THRESHOLD)
    invited = may & ~below & (p_below <= IN_AT) & (in_favour >= 2) & ~vetoed
    verdict = np.select([knocked_out, below, invited], ["knocked out", "below", "pass"], "retry")
    told = np.select([plain < THRESHOLD, plain >= THRESHOLD], ["reject", "pass"], "retry")
    return pd.DataFrame(
        {
            "category": world.category,
            "truth": world.truth,
            "mean": mean,
            "held": (low <= np.clip(world.truth, 0, 100)) & (np.clip(world.truth, 0, 100) <= high),
            "p_below": p_below,
            "verdict": verdict,
            "by_mean": np.where(count(scored) >= 2, told, "retry"),
        }
    ).iloc[known]


def worth_of_nothing(state: np.ndarray, score: np.ndarray) -> float:
    """The mean score per state over all candidates, in the shares in which the states occur; 0 where none does."""
    total = number = 0.0
    for word in NOTHING:
        mine = score[(state == word) & np.isfinite(score)]
        if len(mine):
            total += mine.mean() * (state == word).sum()
            number += (state == word).sum()
    return total / number if number else 0.0


def holds(k: np.ndarray, n: np.ndarray, limit: float = 1 / 3) -> np.ndarray:
    """Whether a knock-out holds for k of n: at least twice, and the rate above its limit with a probability of .85."""
    return (k >= 2) & (beta.sf(limit, 1 + k, 1 + n - k) >= 0.85)


def tally(found: Iterable[World], belief: Belief = believed) -> pd.DataFrame:
    """The rows of `judged` of many worlds, one below the other."""
    return pd.concat([judged(world, belief) for world in found], ignore_index=True)


def summary(rows: pd.DataFrame) -> dict[str, float]:
    """What the verdicts are worth: counts, and shares (NaN of nothing). "wrong out" is that of rejections on the score."""
    bad = rows["truth"] < THRESHOLD
    out, knocked, passed = (rows["verdict"] == word for word in ("below", "knocked out", "pass"))
    plain_out, plain_in = rows["by_mean"] == "reject", rows["by_mean"] == "pass"
    p = rows["p_below"]
    out_margin, in_margin = out & (p < MARGIN), passed & (p > IN_AT - 0.05)
    return {
        "candidates": len(rows),
        "interval": rows["held"].mean(),
        "bias": (rows["mean"] - rows["truth"]).mean(),
        "out": out.sum(), "wrong out": _share(out, ~bad), "said out": _share(out, 1 - p),
        "out at margin": out_margin.sum(), "wrong out at margin": _share(out_margin, ~bad),
        "all out": (out | knocked).sum(), "wrong all out": _share(out | knocked, ~bad),
        "in": passed.sum(), "wrong in": _share(passed, bad), "said in": _share(passed, p),
        "in at margin": in_margin.sum(), "wrong in at margin": _share(in_margin, bad),
        "power": _share(bad, out | knocked), "power in": _share(~bad, passed),
        "mean out": plain_out.sum(), "mean wrong out": _share(plain_out, ~bad),
        "mean in": plain_in.sum(), "mean wrong in": _share(plain_in, bad), "mean power": _share(bad, plain_out),
    }  # fmt: skip


def _share(of: pd.Series, which: pd.Series) -> float:
    return float(which[of].mean()) if of.any() else float("nan")


HEAD = (
    "| trials | intervals hold | bias | out on the score: wrong (said) | at p .90-.95 | all out: wrong | invited: wrong (said) "
    "| at p .20-.25 | power out / in | by the mean: out wrong | invited wrong | power |"
)


def line(name: str, rows: pd.DataFrame) -> str:
    """A row of the table, its first cell `name`."""
    s = summary(rows)

    def wrong(key: str, number: str, said: str | None = None) -> str:
        expected = f" ({s[said]:.3f})" if said else ""
        return f"{int(s[number])}: {s[key]:.3f}{expected}{'' if s[number] >= ENOUGH else ' *'}"

    return (
        f"| {name} | {s['interval']:.3f} | {s['bias']:+.1f} | {wrong('wrong out', 'out', 'said out')} "
        f"| {wrong('wrong out at margin', 'out at margin')} | {wrong('wrong all out', 'all out')} "
        f"| {wrong('wrong in', 'in', 'said in')} | {wrong('wrong in at margin', 'in at margin')} "
        f"| {s['power']:.2f} / {s['power in']:.2f} | {wrong('mean wrong out', 'mean out')} "
        f"| {wrong('mean wrong in', 'mean in')} | {s['mean power']:.2f} |"
    )


def cells(kind: str, number: int = WORLDS) -> Iterator[tuple[str, pd.DataFrame]]:
    """How many trials a candidate has, and the rows of so many worlds of the kind, for each range of trials."""
    if kind == MOSTLY_ONE:  # the same whatever the range
        yield "1/8", tally(worlds(kind, RANGES[0], number))
        return
    for trials in RANGES:
        yield f"{trials[0]}-{trials[1]}", tally(worlds(kind, trials, number))


def lines(name: str, rows: pd.DataFrame) -> Iterator[str]:
    """The lines of a cell of the table; where there are categories, one for each of them too."""
    yield line(name, rows)
    if rows["category"].any():
        for category, mine in rows.groupby("category"):
            yield line(f"{name}, category {int(category) + 1}", mine)


def block(kind: str, name: str, rows: pd.DataFrame) -> str:
    """The figures of a kind of world as trialmetrics/calibration.toml has them, `name` the trials per candidate."""
    s = summary(rows)
    figures = {
        "intervals": s["interval"],
        "rejected": s["out"],
        "rejected_wrong": s["wrong out"],
        "invited": s["in"],
        "invited_wrong": s["wrong in"],
        "found": s["power"],
        "plain_rejected_wrong": s["mean wrong out"],
        "plain_invited_wrong": s["mean wrong in"],
    }
    world = MADE[kind].__name__ if kind in MADE else "product"
    return "\n".join(
        [f'[world.{world}."{name}"]']
        + [f"{key} = {round(float(value), 3):g}" for key, value in figures.items() if np.isfinite(value)]
    )


def main() -> None:
    """Print the whole table, or that of the kinds named in the arguments; with `--toml` as calibration.toml has it."""
    named = [each for each in sys.argv[1:] if each != "--toml"]
    toml = len(named) < len(sys.argv) - 1
    for kind in named or KINDS:
        if not toml:
            print(f"\n**{kind}**, {WORLDS} worlds\n\n{HEAD}\n|{'---|' * HEAD.count(' |')}")
        for name, rows in cells(kind):
            print(block(kind, name, rows), end="\n\n") if toml else print(*lines(name, rows), sep="\n")
            sys.stdout.flush()
    if not toml:
        print("\n`*`: fewer than 100 verdicts. Said: what the sums of p_below expect.")


if __name__ == "__main__":
    main()
