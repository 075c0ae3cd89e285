"""How strict each tester is, and whether testers and suppliers can be told apart at all."""

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from trialmetrics.evidence.posterior import Posterior


class Severity(NamedTuple):
    """Points that each tester (T,) gives less than the average of the T testers, negative: more."""

    mean: np.ndarray
    sd: np.ndarray
    low: np.ndarray
    high: np.ndarray


def severity(posterior: Posterior, level: float) -> Severity:
    """Mean, standard deviation and central interval of the testers' severities, exactly from the mixture.

    Compared is with the mean of these testers rather than with the zero of the model: a shift of all testers at once
    cannot be seen. Without two testers to compare the arrays are empty.
    """
    found = posterior.served.severities()
    mean, square = found.moments()
    low, high = (found.quantile((1 + side * level) / 2) for side in (-1, 1))
    return Severity(mean, np.sqrt(np.maximum(square - mean**2, 0)), low, high)


def linked(supplier: np.ndarray, tester: np.ndarray, *, suppliers: int, testers: int) -> np.ndarray:
    """Which group each supplier belongs to (suppliers,), 0, 1, ...: groups that no tester links.

    `supplier` and `tester` (C,): who was tried by whom, 0..suppliers-1 and 0..testers-1. Within a group every two
    suppliers are linked by a chain of testers who tried both of their neighbours in it; between groups a strict
    tester cannot be told from a poor supplier (connectedness of a two-way layout, Searle 1987, chapter 5).
    """
    size = suppliers + testers
    edges = sparse.coo_array((np.ones(len(supplier)), (supplier, suppliers + tester)), shape=(size, size))
    _count, group = connected_components(edges.tocsr(), directed=False)
    return np.unique(group[:suppliers], return_inverse=True)[1]
