"""How sure: arrays in, arrays out. Knows neither suppliers nor SQL. S candidates are numbered 0..S-1.

    fit(cells, category, nothing, ended, *, zero) -> Posterior
        cells     Cells(candidate, tester, n, sum_y, sum_yy), (C,) each: scored judged trials that came to something;
                  tester 0.. or -1 where nobody is named; a candidate may have no cell
        category  (S,) whole numbers 0..K-1
        nothing   (S,) ended judged trials that came to nothing, of `ended` (S,), scored or not
        zero      points that a trial that came to nothing is worth

    Posterior   of the true score (1 - q) m + q min(zero, m), m what a served trial is worth; all within 0-100
        .mean .sd (S,)   .below(threshold) (S,)   .quantile(p) (S,)   .interval(level) (S,), (S,)
        .drawn(count, seed) -> some draws at a time (few, S)   .draws(count, seed) (count, S)
        .trial_sd   points between served trials of one candidate by one tester
        .came_to_nothing (S,)   posterior mean of q
        .with_counts(nothing, ended) -> Posterior: other counts, hyperparameters and zero held

    draws_for(candidates) -> how many joint draws to take
    stopping_time: settled, further_trials and trial_noise: how soon further trials would settle it, and how they scatter
    predictive: outcomes of up to a few further trials of a candidate, and what would be believed then
    penalty.small_penalty(cells, large, category, limit=, level=) -> Penalty(mean, low, high, exceeds)
        cells of all scored chosen trials, large (C,) yes/no; per candidate, NaN without trials of both classes
    ranks: ranks, ranks_drawn, rank_points, probability_better
    severity: how strict each tester is; agreement: of raters; survival: response times where some never came

Two parts: `failure_rate` says how often a request comes to nothing, `served_score` what the others are worth, `posterior` puts
them together. `tester_sums`, `random_effects`, `effect_posterior` and `mixture` are what `served_score` and `penalty` rest on.
"""

from trialmetrics.evidence.penalty import Penalty, small_penalty
from trialmetrics.evidence.posterior import Posterior, draws_for, fit
from trialmetrics.evidence.ranks import probability_better, rank_points, ranks, ranks_drawn
from trialmetrics.evidence.stopping_time import further_trials, served_noise, settled, trial_noise
from trialmetrics.evidence.tester_sums import Cells

__all__ = [
    "Cells",
    "Penalty",
    "Posterior",
    "draws_for",
    "fit",
    "further_trials",
    "probability_better",
    "rank_points",
    "ranks",
    "ranks_drawn",
    "served_noise",
    "settled",
    "small_penalty",
    "trial_noise",
]
