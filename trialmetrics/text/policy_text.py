"""The rules of a policy in plain words, with every figure taken from the policy."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

import numpy as np

from trialmetrics.analysis import verdict
from trialmetrics.policy import Criterion, KnockOut, Policy, load_policy
from trialmetrics.text import date_text, number_text, order_size_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed


class Rule(NamedTuple):
    """A rule: its name, its text, and the source of its figures (empty: given elsewhere on the page)."""

    name: str
    text: str
    source: str = ""


def verdict_rules(policy: Policy) -> list[Rule]:
    """The seven rules of the verdict, in order; the first that applies decides."""
    evidence = policy.evidence
    least = _trials(evidence.min_trials)
    return [
        Rule(_("do not invite"), _("It is knocked out for what it did, whatever its score (see below).")),
        Rule(
            _("more trials needed"),
            _("None of its trials can be scored yet, or it politely declined every order (try a larger one)."),
        ),
        Rule(
            _("more trials needed"),
            _(
                "Criteria worth less than {coverage} of the 100 points were noted, which is too little for a verdict on the whole "
                "service. A supplier whose scored trials all came to nothing is judged all the same."
            ).format(coverage=number_text.number(evidence.verdict_coverage)),
        ),
        Rule(
            _("more trials needed"),
            _(
                "It has fewer than {trials} scored and not declined, so there is only a first impression: its true score is "
                "probably above the threshold (probability at least {above}), probably below it (at least {below}), or unclear."
            ).format(
                trials=least, above=number_text.percent(1 - evidence.in_at), below=number_text.percent(evidence.lean_out)
            ),
        ),
        Rule(
            _("do not invite"),
            _(
                "Its true score is below the threshold with a probability of at least {out_at}, and the plain mean of its own "
                "trials is below the threshold too."
            ).format(out_at=number_text.percent(evidence.out_at)),
        ),
        Rule(
            _("invite"),
            _(
                "Its true score is above the threshold with a probability of at least {above}, it has at least {trials} "
                "scored and fulfilled, and nothing stands in the way (see below). While only "
                "large orders are chosen in the filter, nobody is invited."
            ).format(above=number_text.percent(1 - evidence.in_at), trials=least),
        ),
        Rule(
            _("more trials needed"),
            _(
                "None of these applies. The page of the supplier says how many further trials should settle it; where that is more "
                "than {most}, it is on the line: decide yourself."
            ).format(most=evidence.most_further),
        ),
    ]  # fmt: skip


# The rule that decided, as `analysis.verdict` names it, and its place among the seven.
_PLACES = {
    verdict.NOTHING_SCORED: 1, verdict.ALL_DECLINED: 1, verdict.THIN_COVERAGE: 2, verdict.FEW_TRIALS: 3, verdict.BELOW: 4,
    verdict.ABOVE: 5, verdict.BETWEEN: 6,
}  # fmt: skip


def deciding_rules(policy: Policy, rule: str, knocked_out_by: Sequence[str]) -> list[Rule]:
    """The rules that decided a verdict: its knock-outs, else the one of the seven. `rule`, `knocked_out_by`: of a candidate."""
    if rule == verdict.KNOCKED_OUT:
        return [
            each
            for name, each in zip(policy.knock_outs, knock_outs(policy), strict=True)
            if name in knocked_out_by
        ]
    return [verdict_rules(policy)[_PLACES[rule]]]


def knock_outs(policy: Policy) -> list[Rule]:
    """The knock-outs of the policy: what each counts, when it applies, and its source."""
    return [
        Rule(terms.knock_out_words(name), _knock_out(name, rule), rule.source)
        for name, rule in policy.knock_outs.items()
    ]


def _knock_out(name: str, rule: KnockOut) -> str:
    if name == "small_penalty":
        assert rule.points is not None
        assert rule.trials_each is not None
        return _(
            "Small orders score more than {points} less than large ones with a probability of at least {probability}. Judged "
            "from {trials} of each kind on, all of them scored."
        ).format(
            points=number_text.points(rule.points), probability=number_text.percent(rule.probability),
            trials=_trials(rule.trials_each),
        )  # fmt: skip
    assert rule.limit is not None
    assert rule.least is not None
    sentences = [
        _COUNTS[name](),
        _(
            "A supplier is out when this happened at least {least} and would, with a probability of at least {probability}, go on "
            "to happen more often than {limit}."
        ).format(
            least=_times(rule.least),
            probability=number_text.percent(rule.probability),
            limit=_fraction(rule.limit),
        ),
    ]
    enough, not_yet = examples(rule)
    if enough:
        sentence = (
            ngettext(
                "So {enough} is enough; {not_yet} is not.",
                "So {enough} are enough; {not_yet} is not.",
                len(enough),
            )
            if not_yet
            else ngettext("So {enough} is enough.", "So {enough} are enough.", len(enough))
        )
        sentences.append(
            sentence.format(
                enough=listed(_k_of_n(*example) for example in enough),
                not_yet=_k_of_n(*not_yet) if not_yet else "",
            )
        )
    if rule.alone_chases is not None:
        sentences.append(
            _(
                "One is enough when you chased it at least {chases} in vain and no other judged trial came to anything or was "
                "stopped."
            ).format(chases=_times(rule.alone_chases))
        )
    if rule.alone_words:
        sentences.append(
            _(
                "One is enough when its words were noted and no other judged trial came to anything or was stopped."
            )
        )
    return " ".join(sentences)


# What each knock-out counts. Functions, so that each call uses the current language.
_COUNTS = {
    "ignored": lambda: _(
        "Counts requests without any answer, where an answer would have been noted, and which you closed, chased in vain, "
        "or left waiting twice as long as the reply window."
    ),
    "brushed_off": lambda: _("Counts requests that were waved away, for instance as too small."),
    "dropped": lambda: _(
        "Counts orders with an answer or a promise that were never delivered, where a delivery would have been noted; they "
        "are compared with the orders that were delivered."
    ),
    "incidents": lambda: _(
        "Counts trials with rude or belittling treatment whose words were noted; two in one trial count once. All its trials "
        "count, however old; they are compared with those in which you had contact."
    ),
}


def examples(rule: KnockOut) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
    """The first few (k, n) that knock a supplier out under a rule, and one that just does not (None: there is none)."""
    needed = rule.needed()
    of = np.arange(1, len(needed) + 1)
    reached = needed[needed <= of]
    if not len(reached):
        return [], None
    first = int(reached.min())
    fits = of[(needed <= first) & (of >= first)]
    more = of[(needed <= first + 1) & (of >= first + 1)]
    # The last n of the table is not a limit of the rule.
    enough = [
        (first, int(fits[0])),
        *((k, int(n[-1])) for k, n in ((first, fits), (first + 1, more)) if n[-1] < of[-1]),
    ]
    not_yet = (first, int(fits[-1]) + 1) if fits[-1] < of[-1] else None
    return list(dict.fromkeys(enough)), not_yet


def vetoes(policy: Policy) -> list[Rule]:
    """The vetoes of the policy: what keeps a good score from being an invitation."""
    rule = policy.vetoes
    nothing = _(
        "At least {trials}, and at least {share} of those that ended, came to nothing: ignored, brushed off, never delivered."
    ).format(trials=_trials(rule.nothing_trials), share=_fraction(rule.nothing_share))
    declined = _("At least {share} of the trials that came to something were declined.").format(
        share=_fraction(rule.declined_share)
    )
    mean = _("The plain mean of its own trials is below the threshold.")
    incident = _("A rude or belittling word was noted: a person looks at it first.")
    texts = {"came_to_nothing": nothing, "declined": declined, "plain_mean": mean, "incident": incident}
    return [Rule(terms.veto_words(name), text) for name, text in texts.items()]


def criteria(policy: Policy) -> list[Rule]:
    """The criteria: weight of 100, scale and source of each."""
    return [
        Rule(
            terms.criterion_words(name),
            " ".join(_scale(criterion, number_text.number(round(policy.weights[name], 1)))),
            criterion.source,
        )
        for name, criterion in policy.criteria.items()
    ]


def _scale(criterion: Criterion, weight: str) -> Iterator[str]:
    points = [(number_text.number(x), y) for x, y in criterion.scale or []]
    points += [(terms.state_words(state), y) for state, y in (criterion.states or {}).items()]
    yield _("{weight} of 100. Points by {unit}: {points}.").format(
        weight=weight,
        unit=criterion.unit,
        points=", ".join(f"{x} → {number_text.number(y)}" for x, y in points),
    )
    if criterion.on_time:
        late = ", ".join(f"{number_text.number(x)} → {number_text.factor(y)}" for x, y in criterion.on_time)
        yield _("Multiplied, by service days late: {late}.").format(late=late)
    if criterion.no_value_on:
        states = ", ".join(map(terms.state_words, criterion.no_value_on))
        yield _("No value when {states}.").format(states=states)


def scoring(policy: Policy) -> list[Rule]:
    """How a trial is scored, apart from the scales, and how a candidate is."""
    return [_trial_score(policy), _candidate_score(policy)]


def _candidate_score(policy: Policy) -> Rule:
    return Rule(
        _("score of a candidate"),
        _(
            "What many more trials would show, from two parts: how often a request comes to nothing, and what the others are "
            "worth. With few trials both are moved towards the other candidates of the category, as one good or bad day proves "
            "little. What a strict tester gives less, or a mild one more, is taken out. The range holds the true score with a "
            "probability of {level}."
        ).format(level=number_text.percent(policy.evidence.interval)),
        policy.evidence.source,
    )  # fmt: skip


def _trial_score(policy: Policy) -> Rule:
    rule = policy.scoring
    caps = ", ".join(
        f"{terms.state_words(state)} {number_text.number(cap)}" for state, cap in policy.caps.items()
    )
    text = _(
        "A trial's score is the mean of the criteria that were observed, by weight. Where less than {least} of the 100 points "
        "was observed, it has no score. A request without an answer counts {reply} for responsiveness and {chases} for "
        "follow-through, where these were observed. When you had to chase before anybody answered, follow-through is multiplied by "
        "{factor}. Errors made good add {bonus} to care, up to {limit}. Advice or a question counts {helpful} for "
        "helpfulness when nobody rated it."
    ).format(
        least=number_text.number(rule.min_coverage), reply=number_text.number(rule.not_answered_responsiveness),
        chases=number_text.number(rule.not_answered_follow_through), factor=number_text.factor(rule.chased_first_factor),
        bonus=number_text.points(rule.made_good_bonus), limit=number_text.number(rule.made_good_limit),
        helpful=number_text.number(rule.helpful_without_rating),
    )  # fmt: skip
    if caps:
        text += " " + _("At most, by how the trial ended: {caps}.").format(caps=caps)
    return Rule(_("score of a trial"), text, rule.source)


def windows(policy: Policy) -> list[Rule]:
    """Threshold, windows, clock and which orders are large."""
    threshold, rule, clock = policy.threshold, policy.windows, policy.clock
    own = ", ".join(
        f"{name} {number_text.score(value)}" for name, value in sorted(threshold.by_category.items())
    )
    at = number_text.score(threshold.default)
    shipped = load_policy().threshold
    is_shipped = (threshold.default, threshold.by_category) == (shipped.default, shipped.by_category)
    return [
        Rule(
            _("threshold"),
            _("{at} of 100; of its own have {own}.").format(at=at, own=own) if own
            else _("{at} of 100 in every category.").format(at=at),
            # The shipped source explains the shipped figure only; the page Thresholds has the team's own reason.
            threshold.source if is_shipped or threshold.source != shipped.source else "",
        ),
        Rule(
            _("windows"),
            _(
                "A request is ignored after more than {reply} of silence. A trial lapses after {lapse} without anything new. "
                "Trials are judged until {months} after the request."
            ).format(
                reply=_service_hours(rule.reply_hours), lapse=_service_hours(rule.lapse_hours),
                months=date_text.months(rule.judged_months),
            ),
            rule.source,
        ),
        Rule(_("clock"), date_text.service_hours(clock), clock.source),
        Rule(_("order size"), order_size_text.rule(policy)),
    ]  # fmt: skip


def not_judged(policy: Policy) -> list[str]:
    """What is shown but does not count for a verdict, a sentence each."""
    return [
        _(
            "What nobody noted: a missing column, one that is empty throughout, an empty rating, and words such as n/a. But where "
            "a column of dates or counts is filled for others, an empty cell says that it did not happen: write n/a where nobody "
            "looked."
        ),
        _("Trials that do not count: the request never reached the supplier, or we withdrew or spoiled it."),
        _("Trials in which the supplier discovered that it was a test."),
        _("Trials not concluded: still running, ended too soon to say, or with too little noted; and trials without a request."),
        _("How a stopped trial ended: ended by us before anything was due, or no delivery was noted. The rest is judged."),
        _("Silence in a trial of which something was set aside or contradicts itself: it is never “ignored” or “never delivered”."),
        _("Trials requested more than {months} ago, unless you choose a period.").format(
            months=date_text.months(policy.windows.judged_months)
        ),
        _("Large orders, as long as a small one has ended: they stand beside the small ones."),
        _("What the supplier did in another category."),
        _("Rude or belittling treatment without its words: add what was said."),
    ]  # fmt: skip


def objections() -> list[str]:
    """Objections that a supplier may raise, and what to do about each."""
    return [
        _("“Your request never reached us.” Log the trial as one that does not count."),
        _("“We did answer”, by another channel or to somebody else. Log the reply."),
        _("“We knew that it was a test.” Log it as discovered."),
        _("“We delivered”, or “you ended it before it was due”. Log the delivery, or correct the promised day."),
        _("“Nobody said that.” The quote, its day and who noted it stand on the supplier's page."),
        _("“That was another company.” Take back that two names are one supplier."),
        _("“One tester is against us.” A second tester's trials show it; the scores are corrected for how strict each tester is."),
        _("“Your figures are arbitrary.” Each one stands on this page with where it comes from, and the team can change it."),
    ]  # fmt: skip


def _fraction(share: Fraction) -> str:
    return _("{k} in {n}").format(k=share.numerator, n=share.denominator)


def _k_of_n(k: int, n: int) -> str:
    return _("{k} of {n}").format(k=k, n=n)


def _trials(n: int) -> str:
    return ngettext("{n} trial", "{n} trials", n).format(n=n)


def _service_hours(hours: float) -> str:
    return ngettext("{n} service hour", "{n} service hours", ceil(hours)).format(n=number_text.number(hours))


def _times(n: int) -> str:
    return ngettext("once", "{n} times", n).format(n=n)
