"""How sure: arrays in, arrays out. Knows neither suppliers nor SQL.

`model` fits trial scores by supplier and tester, `noise` says whose trials vary more, `posterior` is what is believed then;
`ranks` says who is where and how firmly, `grades` who is clearly better than whom; `rejection` chooses whom to reject with
few wrong rejections; `further` how many more trials would settle it; `penalty` compares small orders with large ones;
`waiting` summarises answers some of which never came.
"""

from trialmetrics.evidence.further import further_trials
from trialmetrics.evidence.grades import grades
from trialmetrics.evidence.model import fit
from trialmetrics.evidence.penalty import Penalty, small_penalty
from trialmetrics.evidence.posterior import Posterior
from trialmetrics.evidence.ranks import (
    probability_among_best,
    probability_better,
    rank_interval,
    rank_points,
    ranks,
    ranks_drawn,
)
from trialmetrics.evidence.rejection import rejection_set
from trialmetrics.evidence.waiting import median_waiting

__all__ = [
    "Penalty",
    "Posterior",
    "fit",
    "further_trials",
    "grades",
    "median_waiting",
    "probability_among_best",
    "probability_better",
    "rank_interval",
    "rank_points",
    "ranks",
    "ranks_drawn",
    "rejection_set",
    "small_penalty",
]
