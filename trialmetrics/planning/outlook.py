"""Where the suppliers of a ranking stand, and what further trials may bring, as the search for the best plan takes it."""

import numpy as np
import pandas as pd

from trialmetrics import evidence, verdict
from trialmetrics.evidence import plan as search
from trialmetrics.policy import Policy


def outlook(
    judged: pd.DataFrame, posterior: evidence.Posterior | None, policy: Policy, candidates: pd.Index
) -> search.Outlook:
    """Where the suppliers of a ranking stand; `candidates`: the index of those that may get trials."""
    limits = policy.evidence
    scored, known = judged["scored_trials"].to_numpy(), judged["score"].notna().to_numpy()
    mean, sd, p_below = (
        judged[name].to_numpy(dtype=float).copy() for name in ("score", "score_sd", "p_below")
    )
    if posterior is None:
        # Nothing is known of anybody: anything between 0 and 100, and trials as far apart.
        mean[:], sd[:], p_below[:], noise = 50.0, 25.0, 0.5, np.full(len(judged), 25.0)
    else:
        noises = evidence.trial_noise(posterior)
        noise = np.full(len(judged), np.sqrt(np.mean(noises**2)))
        noise[known] = noises
        # A supplier without a scored trial is one like the others.
        mean[~known] = posterior.mean.mean()
        sd[~known] = np.sqrt(np.mean(posterior.sd**2) + posterior.mean.var())
        p_below[~known] = 0.5
    declined = (judged["rule"] == verdict.ALL_DECLINED).to_numpy()
    open_now = judged.index.isin(candidates) & (judged["verdict"] == verdict.RETRY).to_numpy()
    return search.Outlook(
        mean=mean,
        sd=sd,
        noise=noise,
        threshold=judged["threshold"].to_numpy(dtype=float),
        p_below=p_below,
        open=open_now,
        judged=(judged["rule"] != verdict.KNOCKED_OUT).to_numpy(),
        missing=np.maximum(limits.min_trials - scored, declined),
        coming=np.where(open_now, judged["open"].to_numpy(), 0),
        rules=search.Rules(limits.out_at, limits.in_at, limits.wrong_rejections),
    )
