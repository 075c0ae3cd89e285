"""Policies by version: saving over what everybody has seen, reading what any release left, and which was in force when."""

import json
import threading
from datetime import UTC, datetime

import pytest

from tests.conftest import ROOT
from tests.people import by
from tests.saving import backdate, behind_its_back, overwrite, put_in_force
from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.analysis.sensitivity import moved
from trialmetrics.errors import PolicyError, UsageError
from trialmetrics.policy import load_policy, overruled
from trialmetrics.store import Store, policies
from trialmetrics.store.backup import restore

LOG = "supplier,trial_id,event,occurred_at\nAarts,T1,request,2026-02-09 10:00\nAarts,T1,reply,2026-02-09 11:00\n"
OLD = (ROOT / "tests" / "policy" / "old_policy.json").read_text(encoding="utf-8")
# What a release that nobody knows yet, a slip in the database or a broken disk may have left.
UNUSABLE = ["", "{", "[1, 2]", "null", '{"clock": 0}', '{"windows": {"reply_hours": "long"}}']


def refused(store, policy, *, expected_version=None, reason="agreed", user="Bob"):
    """The sentence with which saving is refused, having seen that nothing changed."""
    revision, versions = store.revision(), len(store.policies.all())
    with pytest.raises(UsageError) as error:
        store.policies.save(
            policy,
            by(user),
            expected_version=expected_version or store.policies.version(),
            reason=reason,
        )
    assert (store.revision(), len(store.policies.all())) == (revision, versions)
    return str(error.value)


def test_who_saves_over_another_is_told_who_when_which_and_what(store):
    put_in_force(store, load_policy().with_threshold(70, "Printing"), user="Ann", reason="Monday's meeting")
    backdate(store, 2, "2026-03-01 11:30:00")
    assert refused(store, load_policy().with_threshold(50), expected_version=1) == (
        "Nothing was saved. Ann saved policy version 2 on 01-03-2026 12:30 (Monday's meeting), after the version 1 that you "
        "saw. It changes the threshold of Printing: 60 as for all → 70. Look again, and save what you still mean."
    )
    assert store.policies.in_force().threshold.default == 60


def test_what_changed_is_that_since_the_version_seen_and_the_first_three_fields(store):
    put_in_force(store, load_policy().with_threshold(70))
    put_in_force(store, moved(store.policies.in_force(), "courtesy", 60))
    # Of 100, courtesy 20 → 60: the others, of which the first is responsiveness 20, share 40 instead of 80.
    told = refused(store, load_policy().with_threshold(50), expected_version=1)
    assert "It changes the threshold: 60 → 70; criteria.responsiveness.weight: 20 → 10; " in told
    assert "criteria.follow_through.weight: 15 → 7.5; 6 fields more." in told
    assert "9 fields" not in refused(store, load_policy(), expected_version=2)


@pytest.mark.parametrize("expected", [0, 2, 99])
def test_a_version_that_is_not_in_force_is_refused_before_any_was_saved(store, expected):
    with pytest.raises(UsageError, match=f"Version {expected} of the policy is not in force"):
        store.policies.save(
            load_policy().with_threshold(50), by("Bob"), expected_version=expected, reason="x"
        )


@pytest.mark.parametrize("reason", ["", "  ", "\n\t", "\u200b", "\u00a0\u2003"])
def test_nothing_is_saved_without_a_reason(store, reason):
    assert "is saved with a reason" in refused(store, load_policy().with_threshold(50), reason=reason)


def test_what_changes_nothing_is_not_saved(store):
    assert "in force already, version 1" in refused(store, load_policy())
    put_in_force(store, load_policy().with_threshold(70))
    assert "in force already, version 2" in refused(store, store.policies.in_force())
    # The number of the version is no content.
    assert "in force already, version 2" in refused(store, load_policy().with_threshold(70))
    assert put_in_force(store, load_policy()) == 3  # back to the shipped figures is a change


def test_what_could_not_be_read_again_is_not_saved(store):
    odd = load_policy().model_copy(update={"category": ""})
    with pytest.raises(PolicyError, match="category: the text may not be empty"):
        store.policies.save(odd, by("Bob"), expected_version=1, reason="x")
    assert store.policies.all().empty


def test_of_many_who_save_at_once_one_is_heard(store):
    saved, told = [], []

    def save(value):
        try:
            saved.append(
                store.policies.save(
                    load_policy().with_threshold(value), by(f"N{value}"), expected_version=1, reason="x"
                )
            )
        except UsageError as error:
            told.append(str(error))

    threads = [threading.Thread(target=save, args=(value,)) for value in range(40, 48)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (saved, len(told), len(store.policies.all())) == ([2], 7, 1)
    assert all(" saved policy version 2 on " in each for each in told)


def test_what_a_threshold_overrules_is_named():
    policy = load_policy().with_threshold(70, "Printing").with_threshold(50, "Catering")
    assert overruled(policy, 65) == [("Catering", 50), ("Printing", 70)]
    assert overruled(policy, 70) == [("Catering", 50)]  # Printing has it already
    assert overruled(policy, 65, "printing ") == [("Printing", 70)]
    assert overruled(policy, 65, "Paper") == []


@pytest.mark.parametrize("written", UNUSABLE)
def test_a_version_that_cannot_be_used_is_one_sentence(store, written):
    put_in_force(store, load_policy().with_threshold(70))
    backdate(store, 2, "2026-03-01 11:30:00")
    overwrite(store, written)
    with pytest.raises(PolicyError) as error:
        store.policies.in_force()
    told = str(error.value)
    assert told.startswith("The policy of version 2, saved by Ann on 01-03-2026 12:30, ")
    assert told.endswith(
        "; save the shipped policy anew on the page Thresholds, give one with --policy FILE, or restore a backup."
    )
    assert "\n" not in told
    assert store.check() == [told]
    assert store.policies.zone_notes() == [
        told,
        "Until then times are those of Europe/Amsterdam, as in the shipped policy.",
    ]


def test_what_needs_no_rules_goes_on_under_a_policy_that_cannot_be_used(store, takes, reads, tmp_path):
    takes(LOG)
    put_in_force(store, load_policy().with_threshold(70))
    overwrite(store, "{")
    second = store.uploads.add([reads(LOG.replace("T1", "T2")).require_batch()], by("Ann"))[0].upload_id
    store.uploads.undo(second, by("Ann"))
    store.uploads.redo(second, by("Ann"))
    assert [str(each.tzinfo) for each in store.uploads.all()["uploaded_at"]] == ["Europe/Amsterdam"] * 2
    assert store.names.decisions().empty
    # A copy has it too, and can be put back: the trials are whole.
    copy, target = tmp_path / "copy.duckdb", tmp_path / "target.duckdb"
    store.backup(copy, by())
    restore(copy, target, by())
    with Store.open(target) as again:
        assert len(again.uploads.all()) == 2
    # The way out.
    (told,) = store.check()
    assert put_in_force(store, load_policy()) == 3
    assert store.policies.in_force().threshold.default == 60
    assert store.policies.zone_notes() == []
    assert store.check() == [told]  # an earlier version is still looked back at


def broken_windows():
    """A policy all of which can be read but one figure."""
    content = load_policy().model_dump(mode="json")
    return json.dumps({**content, "windows": {**content["windows"], "reply_hours": "long"}})


def test_what_is_wrong_comes_first_and_the_zone_is_that_of_the_version(store):
    put_in_force(store, load_policy().with_threshold(70))
    content = json.loads(broken_windows())
    overwrite(store, {**content, "clock": {**content["clock"], "time_zone": "Asia/Tokyo"}})
    backdate(store, 2, "2026-03-01 23:30:00")
    assert store.policies.zone_notes() == [
        "The policy of version 2, saved by Ann on 02-03-2026 08:30, cannot be used: windows.reply_hours: \"long\" is no number; "
        "write one like 20; save the shipped policy anew on the page Thresholds, give one with --policy FILE, or restore a backup.",
        "Until then times are those of Asia/Tokyo, as in that version.",
    ]  # fmt: skip
    assert store.policies.zone().key == "Asia/Tokyo"


def test_a_saved_policy_of_another_version_is_read_and_what_was_brought_over_said(store):
    put_in_force(store, load_policy().with_threshold(70))
    content = load_policy().with_threshold(55).model_dump(mode="json")
    del content["windows"]["judged_months"], content["evidence"]["clearly"]
    overwrite(store, {**content, "groups": 3, "version": 77})
    assert (store.policies.in_force().threshold.default, store.policies.in_force().version) == (55, 2)
    assert store.policies.upgrade_notes() == [
        "The saved policy lacks windows.judged_months, evidence.clearly: the shipped values hold there.",
        "The saved policy has groups, which no policy has any more: it is left out.",
    ]
    assert store.check() == []
    assert put_in_force(store, store.policies.in_force()) == 3  # saved anew it is one of this version
    assert store.policies.upgrade_notes() == []


def test_a_version_of_which_nobody_knows_who_saved_it_is_in_the_check(store):
    put_in_force(store, load_policy().with_threshold(70))
    behind_its_back(store, "delete from history")
    assert "Nobody knows who saved policy version 2, and when." in store.check()
    assert store.policies.in_force().threshold.default == 70


def test_every_version_tells_what_it_changed_and_to_which_it_goes_back(store):
    assert [(each.version, each.is_shipped, each.changes) for each in store.policies.versions()] == [
        (1, True, [])
    ]
    put_in_force(store, load_policy().with_threshold(70))
    put_in_force(store, load_policy().with_threshold(70, "Paper"), user="Bob", reason="dear paper")
    put_in_force(store, load_policy().with_threshold(70))
    backdate(store, 3, "2026-01-10 11:00:00")  # 12:00 in Amsterdam
    last, third, second, first = store.policies.versions()
    assert [each.version for each in (last, third, second, first)] == [4, 3, 2, 1]
    assert (third.saved_by, third.reason, str(third.saved_at)) == ("Bob", "dear paper", "2026-01-10 12:00:00")
    assert third.changes == ["the threshold: 70 → 60", "the threshold of Paper: 70 as for all → 70"]
    assert [each.same_as for each in (last, third, second, first)] == [2, None, None, None]
    assert last.policy == load_policy().with_threshold(70).model_copy(update={"version": 4})
    # Of one that cannot be used nothing is told, nor of what the next one changed in it.
    overwrite(store, "{", version=3)
    last, third, *_rest = store.policies.versions()
    assert (third.policy, third.changes, third.same_as, third.reason) == (None, None, None, "dear paper")
    assert (last.changes, last.same_as) == (None, 2)


@pytest.fixture
def versions(store):
    """The shipped policy, then version 2 (threshold 70), then 3 (80, in Tokyo), each saved in winter time."""
    put_in_force(store, load_policy().with_threshold(70))
    clock = load_policy().clock.model_copy(update={"time_zone": "Asia/Tokyo"})
    put_in_force(store, load_policy().with_threshold(80).model_copy(update={"clock": clock}))
    backdate(store, 2, "2026-01-10 11:00:00.9")  # 12:00 in Amsterdam
    backdate(store, 3, "2026-02-10 11:00:00")  # 20:00 in Tokyo


@pytest.mark.parametrize(
    ("as_of", "version"),
    [
        ("2026-01-10T11:59:59", 1),
        ("2026-01-10T12:00:00", 2),  # at that very second
        ("2026-02-10T12:00:00", 2),  # Amsterdam's noon is not the hour of version 3, whose clock is Tokyo's
        ("2026-02-10T19:59:59", 2),
        ("2026-02-10T20:00:00", 3),
        ("2026-02-10T10:59:59+00:00", 2),  # an offset says which moment it is
        ("2026-02-10T11:00:00+00:00", 3),
        ("0001-01-01T00:00:00", 1),
        ("9999-12-31T23:59:59", 3),
        (None, 3),
    ],
)
def test_a_look_back_is_made_under_the_policy_in_force_then(store, versions, as_of, version):
    moment = as_of and datetime.fromisoformat(as_of)
    assert store.policies.in_force(moment).version == version
    assert store.policies.in_force(moment).threshold.default == {1: 60, 2: 70, 3: 80}[version]


def test_now_is_never_before_what_was_saved_last_whatever_the_clock(store, monkeypatch):
    put_in_force(store, load_policy().with_threshold(70))
    backdate(store, 2, "2099-01-01 00:00:00")  # by a clock that was wrong
    monkeypatch.setattr(policies, "_now", lambda: datetime(2026, 2, 10, 11))
    assert store.policies.in_force(datetime(2026, 2, 10, 12)).version == 2
    assert store.policies.in_force(datetime(2026, 2, 10, 11, 59, 59)).version == 1
    assert store.policies.in_force(datetime(2026, 1, 1)).version == 1


def test_the_ranking_of_a_day_has_the_rules_of_that_day(store, takes, versions):
    takes(LOG)
    then = rank(store, Filters(), as_of=datetime(2026, 2, 9, 13))
    assert (then.policy.version, then.threshold) == (2, 70)
    assert list(then.suppliers["threshold"]) == [70]
    mine = rank(store, Filters(), as_of=datetime(2026, 2, 9, 13), policy=load_policy().with_threshold(33))
    assert mine.threshold == 33
    assert rank(store, Filters()).policy.version == 3


def test_todays_policy_that_cannot_be_used_is_no_hindrance_to_a_look_back(store, takes, versions):
    takes(LOG)
    overwrite(store, "{", version=3)
    with pytest.raises(PolicyError, match="version 3"):
        rank(store, Filters())
    assert store.policies.in_force(datetime(2026, 2, 1)).version == 2
    overwrite(store, "{", version=2)
    with pytest.raises(PolicyError, match="version 2"):
        store.policies.in_force(datetime(2026, 2, 1))
    assert [each.split(",")[0] for each in store.check()] == [
        "The policy of version 3",
        "The policy of version 2",
    ]


def test_a_policy_of_the_first_version_was_in_force_then_too(store):
    put_in_force(store, load_policy().with_threshold(70))
    overwrite(store, OLD)
    backdate(store, 2, "2026-01-10 11:00:00")
    put_in_force(store, load_policy())
    assert store.policies.in_force(datetime(2026, 1, 11)).threshold.default == 65
    assert store.policies.upgrade_notes(datetime(2026, 1, 11))[0].startswith(
        "This policy was saved by an earlier"
    )
    assert store.policies.upgrade_notes(datetime.now(UTC)) == []
