"""Reasons: for each code when it is given, its figures, and its sentence."""

import json
import math

import pytest

from trialmetrics.analysis import reasons, verdict
from trialmetrics.policy import load_policy
from trialmetrics.text.reason_text import CODES, text
from trialmetrics.vocabulary import CRITERIA

POLICY = load_policy()
COUNTS = (
    "judged_fulfilled", "judged_declined", "judged_ignored", "judged_brushed_off", "judged_dropped", "judged_stopped",
    "open", "burnt", "void", "incomplete", "incident_trials", "incidents_without_words", "gaps", "unjudged_small",
    "unjudged_large", "scored_declined",
)  # fmt: skip
CASE = {
    "rule": verdict.BETWEEN, "threshold": 60.0, "p_below": 0.431, "lean": "unclear", "score": 58.2, "score_sd": 10.0,
    "trial_noise": 20.0, "raw_score": 57.6, "trials": 3, "judged_trials": 3, "ended_trials": 3, "scored_trials": 3,
    "scored_fulfilled": 3, "served": 3, "served_of": 3, "coverage": 100.0, "served_coverage": 100.0, "judged_on": "small",
    "rests_on": dict.fromkeys(CRITERIA, 1.0), "knock_outs": [], "knock_out_counts": {}, "vetoes": [], "more_trials": 4,
    "only_other_tester": False, "large_only": False, "quotes": [], "replies": [], "replies_in_days": [],
    "waited_trials": 0, "never_replied": 0, "half_reply_hours": math.nan, "reply_in_days": False,
    "chases_per_trial": math.nan, "small_penalty": math.nan, "p_small_penalty": math.nan, "not_noted": [],
    "together": None, "round_change": None, "elsewhere": [], **dict.fromkeys(COUNTS, 0), **dict.fromkeys(CRITERIA, math.nan),
}  # fmt: skip

# A good score that is held back.
GOOD = {"p_below": 0.08, "raw_score": 72.0}

# The row of the ranking beside CASE, the code that it gives, and what that says.
GIVEN = [
    ({}, "too_close", "Below 60 with probability 43 %: too close to call."),
    (
        {"rule": verdict.BELOW, "p_below": 0.971, "raw_score": 41.2},
        "below",
        "Below 60 with probability 97 %: its 3 trials score 41 on average, and what is known of its category counts as well.",
    ),
    (
        {"rule": verdict.ABOVE, **GOOD},
        "above",
        "Above 60 with probability 92 %: its 3 trials score 72 on average.",
    ),
    (
        {"p_below": 0.93, "raw_score": 61.0},
        "mean_not_below",
        "Below 60 with probability 93 %, but its own 3 trials score 61 on average: nothing that it did "
        "is reason enough to leave it out.",
    ),
    (GOOD, "not_yet_invited", "Above 60 with probability 92 %, but not invited yet."),
    (
        {**GOOD, "vetoes": ["came_to_nothing"], "served": 6, "served_of": 9},
        "veto_came_to_nothing",
        "3 of 9 requests came to nothing.",
    ),
    (
        {**GOOD, "vetoes": ["declined"], "served": 4, "judged_declined": 2},
        "veto_declined",
        "Declined 2 of the 4 requests that came to something.",
    ),
    (
        {**GOOD, "raw_score": 49.2, "vetoes": ["plain_mean"]},
        "veto_plain_mean",
        "Its 3 trials score 49 on average, below 60.",
    ),
    ({**GOOD, "scored_fulfilled": 1}, "few_fulfilled", "Fulfilled 1 judged order; an invitation needs 2."),
    (
        {"incident_trials": 1, "vetoes": ["incident"]},
        "incident",
        "Rude or belittling in 1 trial, in words that were noted: a person decides what that means.",
    ),
    (
        {"incidents_without_words": 2},
        "incident_without_words",
        "2 trials have an incident without the words that were used, which decides nothing; add what was said.",
    ),
    (
        {"rule": verdict.FEW_TRIALS, "scored_trials": 1},
        "few_trials",
        "1 scored trial, and a verdict needs 2: this is a first impression.",
    ),
    (
        {"rule": verdict.FEW_TRIALS, "scored_trials": 2, "scored_declined": 1},
        "few_trials_declined",
        "1 scored trial beside the orders it declined politely, and a verdict needs 2: this is a first impression.",
    ),
    (
        {"rule": verdict.FEW_TRIALS, "lean": "out", "p_below": 0.8},
        "leans_out",
        "Below 60 with probability 80 %.",
    ),
    (
        {"rule": verdict.FEW_TRIALS, "lean": "in", "p_below": 0.2},
        "leans_in",
        "Above 60 with probability 80 %.",
    ),
    (
        {"rule": verdict.FEW_TRIALS},
        "leans_unclear",
        "Below 60 with probability 43 %: unclear so far.",
    ),
    (
        {"rule": verdict.ALL_DECLINED, "ended_trials": 2},
        "all_declined",
        "Declined both orders politely; try a larger one.",
    ),
    (
        {"rule": verdict.ALL_DECLINED, "ended_trials": 3},
        "all_declined",
        "Declined all 3 orders politely; try a larger one.",
    ),
    (
        {"rule": verdict.ALL_DECLINED, "ended_trials": 1},
        "all_declined",
        "Declined the order politely; try a larger one.",
    ),
    (
        {"rule": verdict.NOTHING_SCORED, "trials": 1},
        "nothing_scored",
        "This trial cannot be judged yet.",
    ),
    (
        {"rule": verdict.NOTHING_SCORED, "trials": 2},
        "nothing_scored",
        "Neither of these 2 trials can be judged yet.",
    ),
    (
        {"rule": verdict.THIN_COVERAGE, "served_coverage": 20.0, "rests_on": {**dict.fromkeys(CRITERIA, 0.0), "care": 1.0,
                                                                             "outcome": 1.0}},
        "thin_coverage",
        "Judged on delivery alone (20 of 100 points); a verdict on the whole service needs 50.",
    ),
    (
        {"rule": verdict.KNOCKED_OUT, "knock_outs": ["ignored"], "knock_out_counts": {"ignored": {"k": 2, "n": 3, "alone": False}}},
        "knocked_out_ignored",
        "Ignored 2 of 3 requests.",
    ),
    (
        {"rule": verdict.KNOCKED_OUT, "knock_outs": ["ignored"], "knock_out_counts": {"ignored": {"k": 1, "n": 1, "alone": True}}},
        "knocked_out_ignored_alone",
        "One request was never answered, although you chased it 2 times or more; no other judged trial came to anything.",
    ),
    (
        {
            "rule": verdict.KNOCKED_OUT,
            "knock_outs": ["brushed_off"],
            "knock_out_counts": {"brushed_off": {"k": 3, "n": 4, "alone": False}},
        },
        "knocked_out_brushed_off",
        "Brushed off 3 of 4 requests.",
    ),
    (
        {
            "rule": verdict.KNOCKED_OUT,
            "knock_outs": ["brushed_off"],
            "knock_out_counts": {"brushed_off": {"k": 1, "n": 1, "alone": True}},
        },
        "knocked_out_brushed_off_alone",
        "One request was brushed off, in words that were noted; no other judged trial came to anything.",
    ),
    (
        {
            "rule": verdict.KNOCKED_OUT,
            "knock_outs": ["dropped"],
            "knock_out_counts": {"dropped": {"k": 2, "n": 2, "alone": False}},
        },
        "knocked_out_dropped",
        "Never delivered 2 of 2 orders in full.",
    ),
    (
        {
            "rule": verdict.KNOCKED_OUT,
            "knock_outs": ["incidents"],
            "incident_trials": 2,
            "knock_out_counts": {"incidents": {"k": 2, "n": 7, "alone": False}},
        },
        "knocked_out_incidents",
        "Rude or belittling in 2 of 7 trials, in words that were noted.",
    ),
    (
        {
            "rule": verdict.KNOCKED_OUT,
            "knock_outs": ["small_penalty"],
            "small_penalty": 31.4,
            "p_small_penalty": 0.962,
        },
        "knocked_out_small_penalty",
        "Small orders score 31 points less than large ones; by more than 15 with probability 96 %.",
    ),
    (
        {"quotes": [{"event": "rude", "words": "Too {small}, go", "tester": "Ann", "on": "2026-03-04", "trial_id": "T1"}]},
        "quote",
        "“Too {small}, go” (noted by Ann, 04-03-2026).",
    ),
    (
        {"quotes": [{"event": "brush_off", "words": ' "No" ', "tester": None, "on": "2026-03-04", "trial_id": "T1"}]},
        "quote_anonymous",
        "“No” (noted 04-03-2026).",
    ),
    (
        {
            "served": 7, "served_of": 10, "judged_fulfilled": 6, "judged_declined": 1, "judged_ignored": 1,
            "judged_brushed_off": 1, "judged_dropped": 1,
        },
        "served",
        "Served 7 of 10: 6 fulfilled, 1 declined politely, 1 ignored, 1 brushed off, 1 never delivered.",
    ),
    (
        {"served": 4, "served_of": 5, "judged_fulfilled": 4, "judged_ignored": 1, "judged_stopped": 2},
        "served_and_stopped",
        "Served 4 of 5: 4 fulfilled, 1 ignored. 2 stopped, in neither figure.",
    ),
    (
        {"served": 0, "served_of": 0, "judged_stopped": 2},
        "stopped",
        "Nothing shows yet how it serves: 2 stopped, before anything was due or with no delivery noted.",
    ),
    ({"large_only": True}, "large_only", "The filter shows large orders only; nobody is invited on those alone."),
    (
        {"judged_on": "large", "ended_trials": 2},
        "judged_on_large",
        "Judged on 2 large orders, as no small one has ended.",
    ),
    (
        {"coverage": 62.5, "rests_on": {**dict.fromkeys(CRITERIA, 0.0), "responsiveness": 1.0, "care": 0.5, "outcome": 1.0}},
        "rests_on",
        "Judged on responsiveness, care and outcome (62 of 100 points).",
    ),
    (
        {"coverage": 92.5, "rests_on": {**dict.fromkeys(CRITERIA, 1.0), "welcome": 0.25}},
        "rests_on",
        "Judged on every criterion, though not in every trial (92 of 100 points).",
    ),
    (
        {"coverage": 80.0, "rests_on": {**dict.fromkeys(CRITERIA, 1.0), "care": 0.0, "devotion": 0.0}},
        "rests_on",
        "Judged on all criteria but care and going out of its way (80 of 100 points).",
    ),
    (
        {"coverage": 20.0, "rests_on": {**dict.fromkeys(CRITERIA, 0.0), "care": 1.0, "outcome": 1.0}},
        "rests_on",
        "Judged on delivery alone (20 of 100 points).",
    ),
    (
        {"gaps": 2},
        "gaps",
        "2 rows or values of its log were set aside or contradict others: nothing is concluded from silence there.",
    ),
    (
        {"ended_trials": 8, "scored_trials": 0, "rule": verdict.NOTHING_SCORED},
        "not_scored",
        "8 trials ended and have no score: criteria worth less than 20 of 100 points were noted.",
    ),
    (
        {"ended_trials": 8, "not_noted": ["promises", "replies", "ratings"]},
        "not_noted",
        "The log does not say when it promised to deliver, when it replied or how it treated you; a column for one of these is "
        "enough.",
    ),
    (
        {"rule": verdict.THIN_COVERAGE, "not_noted": ["deliveries"]},
        "not_noted",
        "The log does not say whether it delivered; add a column for it.",
    ),
    (
        {"together": {"of": "round", "round": "Spring", "trials": 3}},
        "one_round",
        "All 3 judged trials are of one round, Spring; another round may turn out differently.",
    ),
    (
        {"together": {"of": "week", "first": "2026-03-02", "last": "2026-03-05", "trials": 3}},
        "one_week",
        "All 3 judged trials began within one week, 02-03-2026 to 05-03-2026; another week may turn out differently.",
    ),
    (
        {"together": {"of": "round", "round": "Spring", "trials": 2}},
        "one_round",
        "Both judged trials are of one round, Spring; another round may turn out differently.",
    ),
    (
        {"together": {"of": "day", "first": "2026-03-02", "last": "2026-03-02", "trials": 3}},
        "one_day",
        "All 3 judged trials began on 02-03-2026; another day may turn out differently.",
    ),
    (
        {"round_change": {"round": "Autumn", "before": 81.2, "after": 40.0, "trials_before": 4, "trials_after": 2,
                          "probability": 0.98}},
        "got_worse",
        "Got worse in Autumn: 40 on average, 81 before (with probability 98 %).",
    ),
    (
        {"round_change": {"round": "Autumn", "before": 40.0, "after": 81.2, "trials_before": 4, "trials_after": 2,
                          "probability": 0.98}},
        "got_better",
        "Got better in Autumn: 81 on average, 40 before (with probability 98 %).",
    ),
    ({"replies": [1.0, 3.0, math.inf], "replies_in_days": [False] * 3}, "replies", "First replies: 1 h, 3 h, never."),
    ({"replies": [math.inf], "replies_in_days": [False], "waited_trials": 1}, "replies", "First reply: never."),
    (
        {"waited_trials": 6, "half_reply_hours": 19.0},
        "median_reply",
        "Half of its 6 requests had a first reply within 2.4 working days.",
    ),
    (
        {"waited_trials": 6, "never_replied": 3, "half_reply_hours": 3.0},
        "median_reply",
        "Half of its 6 requests had a first reply within 3 h.",
    ),
    (
        {"waited_trials": 6, "half_reply_hours": 4.0, "reply_in_days": True},
        "median_reply",
        "Half of its 6 requests had a first reply within 1 working day.",
    ),
    # Each by itself: 2 h from one day to the next are not "the same day".
    ({"replies": [2.0, 4.0], "replies_in_days": [False, True]}, "replies", "First replies: 2 h, the same day."),
    (
        {"waited_trials": 6, "never_replied": 4},
        "mostly_silent",
        "Fewer than half of its 6 requests had a reply; 4 had none.",
    ),
    ({"chases_per_trial": 4 / 3}, "chases", "Chases per trial: 1.3."),
    ({"courtesy": 20.0, "care": 90.0}, "extremes", "Strongest: care 90; weakest: courtesy 20."),
    (
        {"open": 1, "burnt": 2, "void": 1, "incomplete": 1},
        "not_judged",
        "Not judged: 1 not concluded, 2 discovered as a test, 1 does not count, 1 without a request.",
    ),
    ({"unjudged_small": 1}, "too_long_ago", "1 trial is older than 24 months: it is shown and not judged."),
    (
        {"unjudged_large": 2},
        "large_compared",
        "2 large orders count only in the comparison of small with large ones.",
    ),
    ({"elsewhere": ["Paper", "Tape"]}, "elsewhere", "Also tried in Paper and Tape, which does not count here."),
]  # fmt: skip


@pytest.mark.parametrize(("case", "code", "sentence"), GIVEN)
def test_what_is_said(case, code, sentence):
    given = {reason["code"]: reason for reason in reasons.reasons(POLICY, CASE | case)}
    assert text(given[code]) == sentence
    json.dumps(list(given.values()), allow_nan=False)


def test_a_wait_is_told_in_days_of_the_clock():
    clock = POLICY.clock.model_copy(update={"plain_hours": True})
    plain = POLICY.model_copy(update={"clock": clock})
    few, many = (
        {"replies": [60.0], "replies_in_days": [False]},
        {"waited_trials": 6, "half_reply_hours": 60.0},
    )
    told = [text(reason) for case in (few, many) for reason in reasons.reasons(plain, CASE | case)]
    assert "First reply: 2.5 days." in told
    assert "Half of its 6 requests had a first reply within 2.5 days." in told


@pytest.mark.parametrize(
    "code",
    sorted({code for _case, code, _sentence in GIVEN} - {"too_close", "served", "incident", "leans_unclear"}),
)
def test_nothing_is_said_without_its_figures(code):
    """Of the plain case nothing is said but how it stands and what was served."""
    assert code not in {reason["code"] for reason in reasons.reasons(POLICY, CASE)}


def test_the_plain_case():
    given = reasons.reasons(POLICY, CASE | {"judged_fulfilled": 3})
    assert given == [
        {"code": "too_close", "p_below": 0.431, "threshold": 60.0},
        {"code": "served", "k": 3, "n": 3, "fulfilled": 3},
    ]


def test_counts_that_are_not_zero_are_all_there_and_those_that_are_zero_are_not():
    case = CASE | {"served": 1, "served_of": 2, "judged_fulfilled": 1, "judged_ignored": 1}
    (served,) = (reason for reason in reasons.reasons(POLICY, case) if reason["code"] == "served")
    assert served == {"code": "served", "k": 1, "n": 2, "fulfilled": 1, "ignored": 1}


def test_an_incident_that_knocks_out_asks_nobody():
    case = {"knock_outs": ["incidents"], "knock_out_counts": {"incidents": {"k": 2, "n": 7, "alone": False}}}
    given = reasons.reasons(POLICY, CASE | case | {"rule": verdict.KNOCKED_OUT, "incident_trials": 2})
    assert "incident" not in [reason["code"] for reason in given]


def test_a_veto_is_no_reason_where_another_rule_spoke():
    case = CASE | {"rule": verdict.BELOW, "vetoes": ["plain_mean", "declined"], "p_below": 0.95}
    assert not [reason for reason in reasons.reasons(POLICY, case) if reason["code"].startswith("veto_")]


def knocked(**counts):
    return {
        "rule": verdict.KNOCKED_OUT, "knock_outs": list(counts), "more_trials": None,
        "knock_out_counts": {name: {"k": k, "n": n, "alone": alone} for name, (k, n, alone) in counts.items()},
    }  # fmt: skip


CHANGES = [
    ({}, "would_settle", "About 4 further trials would settle it."),
    ({"more_trials": 13}, "on_the_line", "On the line: it would take more than 12 further trials to settle it; decide yourself."),
    (
        {"rule": verdict.FEW_TRIALS, "scored_trials": 1, "more_trials": 13},
        "would_allow",
        "1 further trial would allow a verdict, but it may well be too close to call.",
    ),
    ({"more_trials": 12}, "would_settle", "About 12 further trials would settle it."),
    (
        {"more_trials": 30, "only_other_tester": True},
        "other_tester",
        "Only a trial by another tester can tell whether the supplier is poor or the tester strict.",
    ),
    # 2 of 2 ignored: 2 of 3 still knocks out, 2 of 4 does not.
    (
        knocked(ignored=(2, 2, False)),
        "would_reopen",
        "2 more trials in which none of this happens would reopen the verdict.",
    ),
    (
        knocked(ignored=(2, 3, False)),
        "would_reopen",
        "One more trial in which none of this happens would reopen the verdict.",
    ),
    (
        knocked(ignored=(1, 1, True)),
        "would_reopen",
        "One more trial in which none of this happens would reopen the verdict.",
    ),
    # One would lift the knock-out, and its score would still leave it out: (5 x 40 + 4 x 90) / 9 = 62 is above 60, and with 3
    # trials (200 + 270) / 8 = 59 is not, nor is it any less sure then: 30 + 60 x 3 / 19 = 39 and 4.6 points either way.
    (
        knocked(ignored=(1, 1, True))
        | {"p_below": 0.999, "score": 30.0, "score_sd": 5.0, "raw_score": 40.0, "scored_trials": 5},
        "might_reopen",
        "About 4 further trials that score 90, with none of this in them, might reopen the verdict.",
    ),
    # The one that takes longest: 2 incidents knock out up to 12 trials.
    (
        knocked(ignored=(2, 3, False), incidents=(2, 4, False)),
        "would_reopen",
        "9 more trials in which none of this happens would reopen the verdict.",
    ),
    (
        knocked(incidents=(4, 4, False)),
        "would_take_more",
        "It would take more than 20 further trials to change the verdict.",
    ),
    (
        knocked(small_penalty=(0, 0, False), incidents=(2, 4, False)),
        "would_reopen_penalty",
        "9 more trials in which none of this happens, and small orders served like the large ones, would reopen the verdict.",
    ),
    (
        knocked(small_penalty=(0, 0, False))
        | {"p_below": 0.999, "score": 30.0, "score_sd": 5.0, "raw_score": 40.0, "scored_trials": 5},
        "might_reopen",
        "About 4 further trials that score 90, with none of this in them, might reopen the verdict.",
    ),
    (
        knocked(small_penalty=(0, 0, False)),
        "would_change_penalty",
        "Small orders served like the large ones would reopen the verdict.",
    ),
    (
        {"rule": verdict.NOTHING_SCORED, "more_trials": 2},
        "would_change_scored",
        "2 trials that run to their end, with enough noted of them, would allow a verdict.",
    ),
    ({"rule": verdict.ALL_DECLINED}, "would_change_larger", "A larger order would show how it serves."),
    (
        {"rule": verdict.THIN_COVERAGE, "more_trials": 2},
        "would_change_noted",
        "2 trials of which everything is noted would allow a verdict.",
    ),
    # N(40, 10) and trials of sd 20 scoring 90: after one, weight 100/500, N(50, 8.9) is below 60 with 87 %, under the 90 %.
    (
        {"rule": verdict.BELOW, "score": 40.0, "raw_score": 30.0},
        "would_change_scoring",
        "About 1 further trial that scores 90 would change the verdict.",
    ),
    # N(20, 10): after one N(34, 8.9) 99.8 %, after two, weight 1/3, N(43.3, 8.2) 98 %, after three, 3/7, N(50, 7.6) 91 %,
    # after four, 1/2, N(55, 7.1) 76 %. The plain mean: (3 x 20 + 4 x 90) / 7 = 60, so it turns at four as well.
    (
        {"rule": verdict.BELOW, "score": 20.0, "raw_score": 20.0},
        "would_change_scoring",
        "About 4 further trials that score 90 would change the verdict.",
    ),
    # N(75, 10) and trials scoring 30: after one N(66, 8.9), 25.1 %.
    (
        {"rule": verdict.ABOVE, "score": 75.0, "raw_score": 90.0},
        "would_change_scoring",
        "About 1 further trial that scores 30 would change the verdict.",
    ),
    # The plain mean alone: (3 x 72 + 30) / 4 = 61.5, (3 x 72 + 60) / 5 = 55.2.
    (
        {"rule": verdict.ABOVE, "score": 99.0, "score_sd": 1.0, "raw_score": 72.0},
        "would_change_scoring",
        "About 2 further trials that score 30 would change the verdict.",
    ),
    (
        {"rule": verdict.ABOVE, "score": 95.0, "score_sd": 1.0, "raw_score": 99.0, "scored_trials": 100},
        "would_take_more",
        "It would take more than 20 further trials to change the verdict.",
    ),
    ({**GOOD, "large_only": True}, "would_change_small", "Its small orders decide about an invitation."),
    ({**GOOD, "vetoes": ["incident"]}, "would_change_person", "Read what was said, and decide yourself."),
    (
        {**GOOD, "vetoes": ["incident", "declined"], "more_trials": 1},
        "would_change_served",
        "1 further order that it fulfils well would allow an invitation.",
    ),
    (
        {**GOOD, "vetoes": ["came_to_nothing"], "more_trials": 3},
        "would_change_served",
        "3 further orders that it fulfils well would allow an invitation.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "code", "sentence"), CHANGES)
def test_what_would_change_it(case, code, sentence):
    change = reasons.would_change(POLICY, CASE | case)
    assert change["code"] == code
    assert text(change) == sentence


def test_every_code_has_a_case_here():
    assert {code for _case, code, _sentence in [*GIVEN, *CHANGES]} == set(CODES)


def test_one_of_one_is_not_said_to_be_all_there_was():
    """Of its other requests some may be judged otherwise, or not judged: nothing is said of them."""
    codes = ("ignored", "brushed_off", "dropped", "incidents")
    told = [text({"code": f"knocked_out_{code}", "k": 1, "n": 1}) for code in codes]
    told.append(text({"code": "veto_came_to_nothing", "k": 1, "n": 1}))
    assert told == [
        "Ignored one request.",
        "Brushed off one request.",
        "One order was never delivered in full.",
        "Rude or belittling in one trial, in words that were noted.",
        "One request came to nothing.",
    ]
