"""Why a candidate has its verdict, in a few words, from the reasons of the ranking: "ignored 2 of 3", "1 trial so far".

The one source of these words, for the ranking's chart, its table and whatever is exported.
"""

from collections.abc import Callable, Mapping
from typing import Any

from trialmetrics.text import number_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.reason_text import number, parts


def why(candidate: Mapping[str, Any]) -> str:
    """The first reason that has a short form. `candidate`: a row of a ranking."""
    reason = next((reason for reason in candidate["reasons"] if reason["code"] in _TEMPLATES), _OTHERWISE)
    code = reason["code"]
    if code == "few_trials" and candidate["trials"] > reason["trials"]:
        # Beside a column of all its trials "1 trial so far" would seem wrong.
        code = "few_scored"
    return _TEMPLATES[code](number(reason)).format(
        **{
            **parts(reason),
            "all": candidate["trials"],
            "threshold": number_text.score(candidate["threshold"]),
            "below": number_text.chance(candidate["p_below"]),
            "above": number_text.chance(1 - candidate["p_below"]),
        }
    )


_OTHERWISE = {"code": "undecided"}
# Code -> template, given the number that chooses its form; see `reason_text.number`. Reasons come in the order in which they
# decide. Those without an entry decide nothing, or leave it to a later one: `not_yet_invited` to a veto.
_TEMPLATES: dict[str, Callable[[int], str]] = {
    "knocked_out_ignored": lambda _n: _("ignored {k} of {n}"),
    "knocked_out_brushed_off": lambda _n: _("brushed off {k} of {n}"),
    "knocked_out_dropped": lambda _n: _("not fully delivered {k} of {n}"),
    "knocked_out_incidents": lambda _n: _("rude {k} of {n}"),
    # Not how often: the reason has the policy's number, and it may have been chased more often.
    "knocked_out_ignored_alone": lambda _n: _("ignored though chased"),
    "knocked_out_brushed_off_alone": lambda _n: _("brushed off 1 request"),
    "knocked_out_small_penalty": lambda _n: _("small orders -{penalty}"),
    "nothing_scored": lambda _n: _("nothing to score yet"),
    "all_declined": lambda _n: _("declined politely"),
    "thin_coverage": lambda _n: _("too little noted"),
    "few_trials": lambda n: ngettext("{trials} trial so far", "{trials} trials so far", n),
    "few_scored": lambda n: ngettext("{trials} of {all} counts so far", "{trials} of {all} count so far", n),
    "few_trials_declined": lambda n: ngettext(
        "{trials} of {all} counts so far", "{trials} of {all} count so far", n
    ),
    "below": lambda _n: _("below {threshold}: {below} sure"),
    "above": lambda _n: _("above {threshold}: {above} sure"),
    "mean_not_below": lambda _n: _("own trials score {raw_score}"),
    "veto_came_to_nothing": lambda _n: _("{k} of {n} came to nothing"),
    "veto_declined": lambda _n: _("declined {k} of {n}"),
    "veto_plain_mean": lambda _n: _("own trials score {raw_score}"),
    "few_fulfilled": lambda _n: _("{trials} fulfilled so far"),
    "incident": lambda n: ngettext("rude once: look at it", "rude {trials} times: look at it", n),
    "large_only": lambda _n: _("large orders only"),
    "other_tester": lambda _n: _("needs another tester"),
    "on_the_line": lambda _n: _("on the line of {threshold}"),
    "undecided": lambda _n: _("too close to {threshold}"),
}
