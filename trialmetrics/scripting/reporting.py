"""The ranking that a script asks for."""

import argparse
from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

if TYPE_CHECKING:
    from trialmetrics.analysis.ranking import Ranking
    from trialmetrics.policy import Policy
    from trialmetrics.store import Store
    from trialmetrics.workspace import Workspace

Note = Callable[[str], None]  # takes a sentence for whoever asks


def ranking(
    workspace: "Workspace", options: argparse.Namespace, note: Note, policy: "Policy | None" = None
) -> "Ranking":
    """The ranking under the options of `rank` or `trials`; the workspace is the one known at `--known-at`.

    `policy`: instead of the one in force at `--as-of`. Raises UsageError.
    """
    from trialmetrics.analysis import ranking
    from trialmetrics.text import choice_text

    chosen = vars(options)
    filters = ranking.Filters(
        categories=tuple(chosen.get("category") or ()),
        rounds=tuple(chosen.get("round") or ()),
        testers=tuple(chosen.get("tester") or ()),
        order_classes=tuple([options.order_class] if chosen.get("order_class") else []),
        start=chosen.get("start"),
        end=chosen.get("end"),
    )
    if policy is None and options.as_of:
        policy = policy_in_force(workspace.store, options.as_of, note)
    if policy is None:
        for sentence in workspace.policy_notes():
            note(sentence)
    as_of = _local(options.as_of, policy) if policy else None
    if policy and as_of is None:
        as_of = workspace.moment() if options.known_at else ranking.now(policy)
    if filters != ranking.Filters(start=filters.start, end=filters.end):
        for value in workspace.choices(as_of=as_of, policy=policy).missing(filters):
            note(choice_text.missing(value))
    report = workspace.ranking(filters, threshold=chosen.get("threshold"), as_of=as_of, policy=policy)
    if name := chosen.get("supplier"):
        return report.with_trials(report.measures.trials.of(_supplier_keys(workspace, name)))
    return report


def notes_of(ranking: "Ranking") -> list[str]:
    """Sentences on a ranking for whoever reads its table."""
    from trialmetrics.text import wrong_verdicts

    nothing = [_("No supplier has a trial under these filters.")] if ranking.suppliers.empty else []
    return nothing + wrong_verdicts.sentences(ranking)


def policy_in_force(store: "Store", as_of: datetime | None, note: Note) -> "Policy":
    """The policy in force at a moment. Notes where that is not today's, and each change made while upgrading an older format."""
    from trialmetrics.text.date_text import moment

    policy, notes = store.policies.in_force(as_of), store.policies.upgrade_notes(as_of)
    today = store.policies.version()
    if as_of and policy.version != today:
        note(
            _("As of {moment}: policy version {n}, in force then; today's is version {today}.").format(
                moment=moment(as_of, date_only=as_of.time() == time()), n=policy.version, today=today
            )
        )
    for sentence in notes:
        note(sentence)
    return policy


def note_past(past: "Store", present: "Store", moment: datetime, note: Note) -> None:
    """Notes that the database is shown as it was known at a moment."""
    from trialmetrics.cluster.settings import elsewhere, events_of_today
    from trialmetrics.text.date_text import moment as moment_words

    note(
        _("As the database was on {moment}: policy version {n}; today's is version {today}.").format(
            moment=moment_words(moment), n=past.policies.version(), today=present.policies.version()
        )
    )
    if elsewhere():
        note(events_of_today())


def _local(as_of: datetime | None, policy: "Policy") -> datetime | None:
    """A moment in the policy's time zone, without an offset."""
    if as_of is None or as_of.tzinfo is None:
        return as_of
    try:
        return as_of.astimezone(policy.clock.zone).replace(tzinfo=None)
    except OverflowError as error:
        raise UsageError(
            _("{time} is beyond the calendar; write a time like 2026-11-24T09:30.").format(time=as_of)
        ) from error


def _supplier_keys(workspace: Any, name: str) -> list[str]:
    """The keys under which this supplier has events. Raises UsageError where there are none."""
    from trialmetrics.names.keys import supplier_key

    keys = workspace.supplier_events(supplier_key(name))["supplier_key"].unique()
    if not len(keys):
        raise UsageError(_("There is no supplier {name} with trials that count.").format(name=name))
    return list(keys)
