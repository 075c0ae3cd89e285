"""What the next few trials of a candidate may bring, and what would be believed of it then.

The draws of what is believed today are the candidates that it may be. A future is one of them in its next trials; what is
believed then is the same draws, each weighed by how likely it makes what was seen (preposterior analysis: Raiffa &
Schlaifer 1961, Applied Statistical Decision Theory, chapter 5).
"""

from typing import NamedTuple

import numpy as np

NEVER = 1e-9  # the least and, from 1, the most that a probability may be to have a logarithm


class Believed(NamedTuple):
    """Joint draws (D,) of one candidate: `nothing` probability that a trial comes to nothing, `served` mean score of the
    others, `score` true score; and `noise`, points between served trials."""

    nothing: np.ndarray
    served: np.ndarray
    score: np.ndarray
    noise: float


class Futures(NamedTuple):
    """F futures after 0, 1, ..., N further trials, (F, 1 + N): how many came to nothing, the sum of the scores of the
    others, and P(true score < threshold) then."""

    nothing: np.ndarray
    points: np.ndarray
    p_below: np.ndarray


def futures(
    believed: Believed, threshold: float, which: np.ndarray, most: int, random: np.random.Generator
) -> Futures:
    """Futures of up to `most` further trials; `which` (F,): the draw that is true in each of them."""
    came = random.random((len(which), most)) >= believed.nothing[which, None]
    noise = believed.noise * random.standard_normal((len(which), most))
    scores = np.clip(believed.served[which, None] + noise, 0, 100)
    nothing, points = (
        np.pad(np.cumsum(each, axis=1), ((0, 0), (1, 0))) for each in (~came, np.where(came, scores, 0.0))
    )
    unlikely, likely = (
        np.log(np.clip(each, NEVER, 1)) for each in (believed.nothing, 1 - believed.nothing)
    )
    below = (believed.score < threshold).astype(float)
    p_below = np.empty_like(points)
    for n in range(most + 1):
        k, total = nothing[:, n, None], points[:, n, None]
        squares = (n - k) * believed.served**2 - 2 * total * believed.served
        log = k * unlikely + (n - k) * likely - squares / (2 * believed.noise**2)
        weight = np.exp(log - log.max(axis=1, keepdims=True))
        p_below[:, n] = weight @ below / weight.sum(axis=1)
    return Futures(nothing, points, p_below)
