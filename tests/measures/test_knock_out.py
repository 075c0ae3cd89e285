"""Knock-outs by count: k of the n trials in which one could have been seen, each limit on both sides.

With Beta(1 + k, 1 + n - k), P(rate > 1/3) is P(at most k of n + 1 draws at 1/3): 2 of 2 .963, 2 of 3 .889, 2 of 4 .790,
3 of 5 .900, 3 of 6 .827. At 1/10: 2 of 12 .866, 2 of 13 .842. Needed is .85, and k >= 2.
"""

import pytest

from tests.measures.worked import SHIPPED, aside, log, measured, noted, policy_with, rows, said

REQUEST, REPLY = "2026-03-02 09:00 request", "2026-03-02 10:00 reply"
# Silent for 41 hours and closed; silent and waiting since: nobody chased, closed or waited long enough to blame.
IGNORED = [REQUEST, "2026-03-10 closed"]
CHASED = [REQUEST, "2026-03-05 chase"]
CHASED_TWICE = [REQUEST, "2026-03-05 chase", "2026-03-06 chase"]
WAITING = ["2026-03-20 09:00 request"]
BRUSHED = [REQUEST, "2026-03-02 10:00 brush_off"]
BRUSHED_WORDS = [REQUEST, said("2026-03-02 10:00 brush_off", note="too small for us")]
DROPPED = [REQUEST, REPLY, "2026-03-20 closed"]
SERVED = [REQUEST, REPLY, "2026-03-05 delivery"]
DECLINED = [REQUEST, "2026-03-02 10:00 decline"]
ENQUIRY = [REQUEST, "2026-03-02 10:00 quote", "2026-03-05 closed"]
STOPPED = [REQUEST, REPLY, "2026-03-05 closed"]
OPEN = ["2026-03-30 09:00 request"]
VOID = [REQUEST, "- void"]
BURNT = [REQUEST, REPLY, "2026-03-05 disclosed"]
OLD = ["2023-03-02 09:00 request", "2023-03-02 10:00 reply", "2023-03-05 delivery"]
RUDE = said("2026-03-04 10:00 rude", note="go away")


def logged(stories, supplier="Acme", **attributes):
    return [
        event
        for number, story in enumerate(stories)
        for event in log(*story, supplier=supplier, trial=f"{number:03}", **attributes)
    ]


def knock_outs(events, **options):
    """(k, n, alone, holds) by supplier and knock-out."""
    found = rows(measured([*events, *noted()], **options).candidate_knock_out_count)
    names = ("k", "n", "alone", "holds")
    return {(row["supplier_key"], row["knock_out"]): tuple(row[name] for name in names) for row in found}


def of_each(cases, name, **options):
    """What each case's candidate has of one knock-out, all measured at once; None: no trial against it."""
    events = [event for number, case in enumerate(cases) for event in logged(case, f"S{number:02}")]
    found = knock_outs(events, **options)
    return [found.get((f"s{number:02}", name)) for number in range(len(cases))]


RATES = [
    ([1, 0], (1, 1, False, False)),
    ([2, 0], (2, 2, False, True)),
    ([2, 1], (2, 3, False, True)),
    ([2, 2], (2, 4, False, False)),
    ([3, 2], (3, 5, False, True)),
    ([3, 3], (3, 6, False, False)),
    ([1, 5], (1, 6, False, False)),
]


@pytest.mark.parametrize(
    ("name", "against", "others"),
    [
        ("ignored", IGNORED, SERVED),
        ("ignored", CHASED, DECLINED),
        ("ignored", CHASED, ENQUIRY),
        ("brushed_off", BRUSHED, SERVED),
        ("brushed_off", BRUSHED, DECLINED),
        ("dropped", DROPPED, SERVED),
    ],
)
def test_at_the_limit(name, against, others):
    cases = [[against] * k + [others] * rest for (k, rest), _found in RATES]
    assert of_each(cases, name) == [found for _numbers, found in RATES]


def test_a_trial_that_could_not_have_shown_it_is_not_counted():
    # Of those stopped, still running, void, burnt, or failed in another way: none.
    others = [STOPPED, OPEN, VOID, BURNT, WAITING]
    cases = [
        [IGNORED, IGNORED, BRUSHED, DROPPED, *others],
        [BRUSHED, BRUSHED, IGNORED, DROPPED, *others],
        # An enquiry or a decline is no order that might have been dropped.
        [DROPPED, DROPPED, IGNORED, BRUSHED, ENQUIRY, DECLINED, *others],
    ]
    for number, name in enumerate(("ignored", "brushed_off", "dropped")):
        assert of_each(cases, name)[number] == (2, 2, False, True)


def test_a_fulfilled_enquiry_that_was_delivered_all_the_same_is_none_of_the_orders():
    policy = policy_with(enquiry_rounds=["spring"])
    events = logged([DROPPED]) + log(*SERVED, trial="x", round="spring")
    assert knock_outs(events, policy=policy)["acme", "dropped"] == (1, 1, False, False)


@pytest.mark.parametrize(
    ("story", "as_of", "counts"),
    [
        # Twice the window is 80 service hours: from Monday 2 March 09:00 to Monday 16 March 09:00.
        ([REQUEST], "2026-03-16 09:00", False),
        ([REQUEST], "2026-03-16 09:00:01", True),
        ([said(REQUEST, promised="2026-03-03 09:00")], "2026-03-17 09:00", False),
        ([said(REQUEST, promised="2026-03-03 09:00")], "2026-03-17 09:00:01", True),
        # Chased in vain, or closed.
        ([REQUEST, "2026-03-09 10:00 chase"], "2026-03-09 12:00", True),
        ([REQUEST, "2026-03-09 10:00 closed"], "2026-03-09 12:00", True),
        ([REQUEST, "- closed"], "2026-03-09 12:00", True),
    ],
)
def test_an_ignored_trial_that_was_only_waited_for_counts_once_it_is_twice_the_window(story, as_of, counts):
    found = knock_outs(logged([story, SERVED]), as_of=as_of)
    assert found == ({("acme", "ignored"): (1, 2, False, False)} if counts else {})


def test_alone_one_is_enough():
    cases = {
        "chased twice": ([CHASED_TWICE], (1, 1, True, True)),
        "chased once": ([CHASED], (1, 1, False, False)),
        "closed, not chased": ([IGNORED], (1, 1, False, False)),
        # Not alone: something came of another, or it was stopped.
        "served": ([CHASED_TWICE, SERVED], (1, 2, False, False)),
        "declined": ([CHASED_TWICE, DECLINED], (1, 2, False, False)),
        "stopped": ([CHASED_TWICE, STOPPED], (1, 1, False, False)),
        # What came to nothing either, has not ended, or was long ago, is no company.
        "dropped": ([CHASED_TWICE, DROPPED], (1, 1, True, True)),
        "others": ([CHASED_TWICE, OPEN, VOID, BURNT, OLD], (1, 1, True, True)),
        # Of two the rate decides.
        "two": ([CHASED_TWICE, CHASED_TWICE], (2, 2, False, True)),
        # The one that counts was not chased twice; the others do not count.
        "waiting": ([IGNORED, WAITING], (1, 1, False, False)),
    }
    found = of_each([case for case, _expected in cases.values()], "ignored")
    assert dict(zip(cases, found, strict=True)) == {
        name: expected for name, (_case, expected) in cases.items()
    }


def test_alone_a_brush_off_needs_its_own_words():
    note = said(REQUEST, note="20 pieces, blue")
    cases = {
        "with words": ([BRUSHED_WORDS], (1, 1, True, True)),
        "without": ([BRUSHED], (1, 1, False, False)),
        "words on the request": ([[note, BRUSHED[1]]], (1, 1, False, False)),
        "words on a reply": ([[REQUEST, said(REPLY, note="hm"), BRUSHED[1]]], (1, 1, False, False)),
        "served": ([BRUSHED_WORDS, SERVED], (1, 2, False, False)),
        "stopped": ([BRUSHED_WORDS, STOPPED], (1, 1, False, False)),
        "ignored": ([BRUSHED_WORDS, IGNORED], (1, 1, True, True)),
    }
    found = of_each([case for case, _expected in cases.values()], "brushed_off")
    assert dict(zip(cases, found, strict=True)) == {
        name: expected for name, (_case, expected) in cases.items()
    }


def test_alone_a_dropped_trial_is_not_enough():
    words = said("2026-03-02 10:00 reply", note="we shall see")
    assert of_each([[[REQUEST, words, "2026-03-20 closed"]]], "dropped") == [(1, 1, False, False)]


def test_incidents():
    rude = [*SERVED, RUDE]
    cases = {
        "one is none": ([rude], (1, 1, False, False)),
        "two": ([rude, rude], (2, 2, False, True)),
        "two of 12": ([rude] * 2 + [SERVED] * 10, (2, 12, False, True)),
        "two of 13": ([rude] * 2 + [SERVED] * 11, (2, 13, False, False)),
        # Two in one trial are one.
        "in one trial": ([[*rude, said("- belittling", note="dear")], SERVED], (1, 2, False, False)),
        # Without words none.
        "no words": ([[*SERVED, "2026-03-04 rude"], [*SERVED, "2026-03-04 rude"]], None),
        # Whatever the state: ignored, brushed off, running; not void or burnt, nor where nothing was asked.
        "any state": (
            [[*IGNORED, RUDE], [*BRUSHED, RUDE], ["2026-03-30 09:00 request", RUDE | {"occurred_at": None}]],
            (3, 3, False, True),
        ),
        "not counted": ([[*VOID, RUDE], [*BURNT, RUDE], [REPLY, RUDE], rude], (1, 1, False, False)),
        # n: with a contact, and not come to nothing: served, declined, an enquiry, stopped, running with a reply.
        "n": (
            [
                rude,
                SERVED,
                DECLINED,
                ENQUIRY,
                STOPPED,
                ["2026-03-30 09:00 request", "2026-03-30 10:00 reply"],
            ],
            (1, 6, False, False),
        ),
        "not in n": ([rude, IGNORED, BRUSHED, DROPPED, OPEN, VOID, BURNT], (1, 1, False, False)),
        # Old ones count.
        "old": ([rude, [*OLD, RUDE]], (2, 2, False, True)),
    }
    found = of_each([case for case, _expected in cases.values()], "incidents")
    assert dict(zip(cases, found, strict=True)) == {
        name: expected for name, (_case, expected) in cases.items()
    }


def test_incidents_count_whatever_the_class_or_gaps_and_the_others_only_where_they_judge():
    rude = [*SERVED, RUDE]
    events = logged([rude]) + log(*rude, trial="large", order_class="large")
    events += log(*BRUSHED, trial="large too", order_class="large")
    found = knock_outs(events, gaps=[aside("quote", trial="000")])
    assert found == {("acme", "incidents"): (2, 2, False, True)}


def test_a_failure_counts_in_its_own_category():
    events = log(*IGNORED, trial="a", category="Paint") + log(*IGNORED, trial="b", category="Tape")
    found = rows(measured(events + noted()).candidate_knock_out_count)
    assert [(row["category"], row["k"], row["n"]) for row in found] == [("Paint", 1, 1), ("Tape", 1, 1)]


def test_beyond_the_table_the_same_share_is_asked():
    needed = int(SHIPPED.knock_outs["ignored"].needed()[-1])
    cases = [[IGNORED] * k + [SERVED] * (400 - k) for k in (2 * needed, 2 * needed - 1)]
    cases += [[IGNORED] * k + [SERVED] * (200 - k) for k in (needed, needed - 1)]
    found = of_each(cases, "ignored")
    assert [(k, n, holds) for k, n, _alone, holds in found] == [
        (2 * needed, 400, True),
        (2 * needed - 1, 400, False),
        (needed, 200, True),
        (needed - 1, 200, False),
    ]


def test_limits_are_those_of_the_policy():
    policy = policy_with(
        knock_outs__ignored__limit="1/2",
        knock_outs__ignored__alone_chases=3,
        knock_outs__brushed_off__least=1,
    )
    cases = [[IGNORED, IGNORED, SERVED], [CHASED_TWICE], [[*CHASED_TWICE, "2026-03-09 chase"]]]
    # P(rate > 1/2) of 2 of 3 is P(at most 2 of 4 at 1/2) = 11/16.
    assert of_each(cases, "ignored", policy=policy) == [
        (2, 3, False, False),
        (1, 1, False, False),
        (1, 1, True, True),
    ]
    # P(rate > 1/3) of 1 of 1 is P(at most 1 of 2 at 1/3) = 8/9, and least is 1.
    assert of_each([[BRUSHED]], "brushed_off", policy=policy) == [(1, 1, False, True)]
