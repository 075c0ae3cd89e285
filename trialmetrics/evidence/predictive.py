"""What the next few trials of a candidate may bring, and what would be believed of it then.

The draws of what is believed today are the candidates that it may be. A future is one of them in its next trials; what is
believed then is the same draws, each weighed by how likely it makes what was seen (preposterior analysis: Raiffa &
Schlaifer 1961, Applied Statistical Decision Theory, chapter 5).
"""

from typing import NamedTuple

import numpy as np

NEVER = 1e-9  # nearer to 0 or 1 no probability is taken to be


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
    # The log of how likely a draw makes a future is a sum of what was seen, each times a figure of the draw.
    q, m, variance = np.clip(believed.nothing, NEVER, 1 - NEVER), believed.served, believed.noise**2
    figures = np.stack([np.log(q), np.log1p(-q) - m**2 / (2 * variance), m / variance]).astype(np.float32)
    below = (believed.score < threshold).astype(np.float32)
    p_below = np.empty_like(points)
    p_below[:, 0] = below.mean()
    for n in range(1, most + 1):
        log = np.stack([nothing[:, n], n - nothing[:, n], points[:, n]], axis=1).astype(np.float32) @ figures
        log -= log.max(axis=1, keepdims=True)
        weight = np.exp(log, out=log)
        p_below[:, n] = weight @ below / weight.sum(axis=1)
    return Futures(nothing, points, p_below)
