"""The lines of a plan in words: why a supplier gets a further trial, who gets what."""

from collections.abc import Iterable, Mapping
from typing import Any

from trialmetrics import verdict, wording
from trialmetrics.language import _, ngettext
from trialmetrics.policy import Policy

NAMED = 4  # suppliers, in a sentence


def why(supplier: Mapping[str, Any], classes: list[str], policy: Policy) -> str:
    """Why this supplier gets trials of these classes, in one plain sentence, two where some still run.

    `supplier`: a row of the ranking without a verdict.
    """
    sentences = [_reason(supplier, policy)]
    if "large" in classes and supplier["rule"] != verdict.ALL_DECLINED:
        sentences.append(
            _("Its small orders score lower than its large ones; more large ones show whether that is so.")
        )
    if supplier["open"]:
        sentences.append(running(supplier["open"]))
    return " ".join(sentences)


def running(number: int) -> str:
    """That trials still run, and what follows."""
    return ngettext(
        "{n} trial still runs: wait for it first.", "{n} trials still run: wait for them first.", number
    ).format(n=number)


def _reason(supplier: Mapping[str, Any], policy: Policy) -> str:
    evidence = policy.evidence
    match supplier["rule"]:
        case verdict.NOTHING_SCORED:
            return _("Nothing can be said of it yet.")
        case verdict.ALL_DECLINED:
            return _("It said a civil no: ask again at real volume.")
        case verdict.FEW_TRIALS:
            return {
                "in": _("The first impression is good; a further trial may confirm it."),
                "out": _("The first impression is poor; a further trial may confirm it."),
            }.get(
                supplier["lean"],
                _("The first impression says little; a further trial shows which way it leans."),
            )
    if supplier["p_below"] >= evidence.out_at:
        return _("Probably too low, but not surely enough to leave it out.")
    return _("Close to the threshold of {threshold}: a further trial may tip it.").format(
        threshold=wording.score(supplier["threshold"])
    )


def trials(line: Mapping[str, Any]) -> str:
    """The trials of a line of the plan by class: `2 small, 1 large`."""
    parts = [
        sentence.format(n=line[name])
        for name, sentence in (("small", _("{n} small")), ("large", _("{n} large")))
        if line[name]
    ]
    return ", ".join(parts)


def next_step(line: Mapping[str, Any]) -> str:
    """What to try next with one supplier, from its line of a plan."""
    placed = ngettext("Try next: {trials} trial", "Try next: {trials} trials", line["trials"]).format(
        trials=trials(line)
    )
    if line["testers"]:
        placed += " " + _("by {testers}").format(testers=listed(dict.fromkeys(line["testers"])))
    if line["chance"] == line["chance"]:  # known
        placed += _("; settled then with a chance of {chance}").format(chance=wording.percent(line["chance"]))
    return f"{placed}. {line['why']}"


def where(lines: Iterable[Mapping[str, Any]]) -> str:
    """Who gets what: `a second trial with A and B; a third with C; 2 more with D`."""
    groups: dict[tuple[int, int], list[str]] = {}
    for line in lines:
        alone = line["trials"] == 1
        number = line["scored_trials"] + line["open"] + 1 if alone else 0
        groups.setdefault((line["trials"], number), []).append(line["supplier"])
    parts = [
        _("{trials} with {suppliers}").format(
            trials=_ordinal(number) if number else _("{n} more").format(n=trials), suppliers=listed(names)
        )
        for (trials, number), names in sorted(groups.items())
    ]
    return "; ".join(parts)


def listed(names: Iterable[str]) -> str:
    """Names as a reader lists them, the end left off where there are many."""
    every = list(names)
    if len(every) > NAMED + 1:
        rest = len(every) - NAMED
        return _("{names} and {n} others").format(names=", ".join(every[:NAMED]), n=rest)
    if len(every) > 1:
        return _("{names} and {last}").format(names=", ".join(every[:-1]), last=every[-1])
    return every[0]


def _ordinal(number: int) -> str:
    words = {1: _("a first trial"), 2: _("a second"), 3: _("a third"), 4: _("a fourth"), 5: _("a fifth")}
    return words.get(number, _("trial {n}").format(n=number))
