"""How sure: arrays in, arrays out. Knows neither suppliers nor SQL.

`model` fits trial scores by supplier and tester, `noise` says whose trials vary more, `posterior` is what is believed
then; `crossed` is what `model` and `penalty` rest on; `ranks` says
who is where and how firmly, `grades` who is clearly better than whom; `rejection` chooses whom to reject with few wrong
rejections; `further` how many more trials would settle it, `plan` where they settle most; `penalty` compares small
orders with large ones; `acceptability` says how ranks hold as the weights move; `waiting` summarises answers some of
which never came, `answering` says how soon they come and compares two; `testers` says how strict each tester is and who can be
told apart, `agreement` how far raters agree.
"""

from trialmetrics.evidence.further import further_trials, trial_noise
from trialmetrics.evidence.grades import grades
from trialmetrics.evidence.model import fit
from trialmetrics.evidence.penalty import Cells, Penalty, compared, penalty_exceeds, small_penalty
from trialmetrics.evidence.posterior import Posterior
from trialmetrics.evidence.ranks import (
    probability_among_best,
    probability_better,
    rank_interval,
    rank_points,
    ranks,
    ranks_drawn,
)
from trialmetrics.evidence.rejection import rejection_set, room
from trialmetrics.evidence.waiting import median_waiting

__all__ = [
    "Cells",
    "Penalty",
    "Posterior",
    "compared",
    "fit",
    "further_trials",
    "grades",
    "median_waiting",
    "penalty_exceeds",
    "probability_among_best",
    "probability_better",
    "rank_interval",
    "rank_points",
    "ranks",
    "ranks_drawn",
    "rejection_set",
    "room",
    "small_penalty",
    "trial_noise",
]
