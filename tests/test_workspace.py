"""What the workspace keeps is what a ranking afresh says, after every kind of change; and it keeps what it can."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.languages import compiled
from tests.people import by
from tests.saving import overwrite, put_in_force
from trialmetrics import workspace as module
from trialmetrics.analysis import estimates
from trialmetrics.analysis.ranking import Filters, TriedThreshold, rank
from trialmetrics.analysis.sensitivity import changes, moved
from trialmetrics.export import documents
from trialmetrics.planning import plan
from trialmetrics.policy import load_policy
from trialmetrics.store import Store
from trialmetrics.text import language
from trialmetrics.workspace import Workspace

AS_OF = datetime(2026, 11, 24, 12)
EXAMPLE = ROOT / "data" / "example-log.csv"
PAPER = "supplier,trial_id,event,occurred_at,category\nVan Dam,P1,request,2026-10-05 09:00,Packaging\n"
CATERING, SPRING = Filters(categories=("Catering",)), Filters(rounds=("Spring 2026",))

X = by("x")


@pytest.fixture
def at(monkeypatch):
    """The moment of looking, which a test may move."""
    moment = [AS_OF]
    monkeypatch.setattr(module, "now", lambda _policy: moment[0])
    return moment


@pytest.fixture
def example(takes, store):
    takes(EXAMPLE)
    return store


@pytest.fixture
def workspace(example, at):
    return Workspace(example)


@contextmanager
def counted(monkeypatch):
    """How often meanwhile the database was asked, and a model of the candidates fitted: `[asked, fitted]`."""
    counts = [0, 0]

    def counting(number, function):
        def call(*arguments, **named):
            counts[number] += 1
            return function(*arguments, **named)

        return call

    with monkeypatch.context() as patched:
        patched.setattr(Store, "cursor", counting(0, Store.cursor))
        patched.setattr(estimates, "posterior", counting(1, estimates.posterior))
        yield counts


def parts(ranking):
    """What a ranking holds, with the frames of its measures and the trials behind them."""
    measures = {name: frame for name, frame in vars(ranking.measures).items() if name != "trials"}
    trials = {"trial": ranking.trials, "defect": ranking.measures.trials.defects(ranking.judged)}
    return {name: value for name, value in vars(ranking).items() if name != "measures"} | measures | trials


def assert_same(one, other):
    others = parts(other)
    for name, value in parts(one).items():
        theirs = others[name]
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(in_letters(value), in_letters(theirs), check_exact=True)
        elif isinstance(value, np.ndarray):
            np.testing.assert_array_equal(value, theirs)
        elif name not in ("posterior", "layers"):
            assert value == theirs, name


def state(workspace):
    ranking = workspace.ranking()
    return ranking.threshold, len(ranking.trials), *workspace.choices().names


def in_letters(frame):
    """Lists and dicts as their text: what is missing in them equals nothing, not even itself."""
    objects = [name for name in frame if frame[name].dtype == object]
    return frame.assign(**{name: frame[name].map(repr) for name in objects})


def test_what_is_kept_is_what_a_ranking_afresh_says(example, workspace):
    weight = ("outcome", 60.0)
    for filters, threshold, moved_weight in [
        (Filters(), None, None), (CATERING, 70.0, None), (Filters(categories=("nothing",)), None, None),
        (replace(SPRING, categories=("packaging", "Printing")), 55.0, None), (Filters(order_classes=("large",)), None, None),
        (CATERING, 70.0, weight), (Filters(), None, weight),
    ]:  # fmt: skip
        policy = moved(example.policies.in_force(), *moved_weight) if moved_weight else None
        afresh = rank(example, filters, as_of=AS_OF, threshold=threshold, policy=policy)
        for _time in range(2):
            assert_same(workspace.ranking(filters, threshold=threshold, weight=moved_weight), afresh)


def test_a_tried_threshold_and_another_version_are_what_a_ranking_under_that_policy_says(
    example, workspace, monkeypatch
):
    put_in_force(example, load_policy().with_threshold(90, "Catering"))
    put_in_force(example, load_policy().with_threshold(30))
    policy = example.policies.in_force()
    for tried in (TriedThreshold(80, "catering", everywhere=False), TriedThreshold(80, everywhere=False)):
        saved = policy.with_threshold(tried.value, tried.category, everywhere=tried.everywhere)
        afresh = rank(example, CATERING, as_of=AS_OF, policy=saved)
        assert_same(workspace.ranking(CATERING, threshold=tried), replace(afresh, policy=policy))
    older = rank(example, CATERING, as_of=AS_OF, policy=load_policy().with_threshold(90, "Catering"))
    assert older.threshold == 90
    for _time in range(2):
        with counted(monkeypatch) as counts:
            then = workspace.ranking(CATERING, version=2)
        assert_same(then, replace(older, policy=then.policy))
    assert then.policy.version == 2
    assert counts == [0, 0]


def test_after_every_change_it_is_what_a_ranking_afresh_says(example, workspace, takes):
    seen = {state(workspace)}
    for change in (
        lambda: takes(PAPER), lambda: example.uploads.undo(1, X), lambda: example.uploads.redo(1, X),
        lambda: example.names.merge("Schoon & Co", "Van Dam", X), lambda: example.names.unlink("Schoon & Co", "Van Dam", X),
        lambda: example.names.keep_apart("Schoon & Co", "Van Dam", X),
        lambda: put_in_force(example, load_policy().with_threshold(75)),
    ):  # fmt: skip
        change()
        # Under the policy of now: that moment may be past.
        afresh = rank(example, CATERING, as_of=AS_OF, policy=example.policies.in_force())
        assert_same(workspace.ranking(CATERING), afresh)
        assert workspace.policy() == example.policies.in_force()
        assert set(workspace.choices().suppliers) == set(workspace.ranking().trials["supplier_key"])
        seen.add(state(workspace))
    # The example with and without Van Dam, only Van Dam, the two in one, another threshold: what is taken back is as before.
    assert len(seen) == 5


def test_after_a_first_look_nothing_is_measured_and_no_model_is_fitted(example, workspace, monkeypatch):
    everything = workspace.ranking()
    with counted(monkeypatch) as counts:
        looks = {
            (filters, threshold): workspace.ranking(filters, threshold=threshold)
            for filters in (CATERING, Filters())
            for threshold in (None, 70.0)
        }
        planned, curve = workspace.plan(CATERING), workspace.curve(CATERING)
        documents.rank_table(everything)
        documents.trials_table(everything)
    assert counts == [0, 0]
    for (filters, threshold), look in looks.items():
        assert_same(look, rank(example, filters, as_of=AS_OF, threshold=threshold))
    afresh = rank(example, CATERING, as_of=AS_OF)
    assert documents.plan_document(planned) == documents.plan_document(plan(afresh))
    pd.testing.assert_frame_equal(curve, afresh.curve(), check_exact=True)
    with counted(monkeypatch) as counts:
        workspace.ranking(SPRING)
    assert counts[0] > 0
    assert counts[1] == 1


def test_the_smallest_changes_of_a_weight_are_those_of_the_ranking(example, workspace, monkeypatch):
    only = Filters(categories=("Catering",), rounds=("Spring 2026",))
    found = workspace.weight_changes(only, 70.0)
    assert found == changes(rank(example, only, as_of=AS_OF, threshold=70.0))
    with counted(monkeypatch) as counts:
        assert workspace.weight_changes(only, 70.0) == found
    assert counts == [0, 0]


def test_what_the_store_says_is_asked_once(workspace, example, monkeypatch):
    def looks():
        key = workspace.choices().key("Schoon & Co")
        events, policies = workspace.supplier_events(key), workspace.policies()
        kept = workspace.policy(), workspace.is_empty(), dict(workspace.words([])), workspace.choices()
        return *kept, workspace.policy_notes(), events.to_csv(), policies.to_csv()

    first = looks()
    assert (first[1], len(first[2]) > 10, len(first[5]) > 100) == (False, True, True)
    with counted(monkeypatch) as counts:
        assert looks() == first
    assert counts == [0, 0]
    example.uploads.undo(1, X)
    assert (workspace.is_empty(), dict(workspace.words([])), workspace.choices().names) == (True, {}, [])


def test_what_was_measured_holds_as_long_as_is_said_and_its_waits_run_on(workspace, at, monkeypatch):
    until = AS_OF + timedelta(hours=3)
    monkeypatch.setattr(module, "valid_until", lambda _measures, _clock, _as_of: until)

    def later(measures, clock, since, until):
        assert since == AS_OF
        chases = measures.trial.assign(chases=until.hour + clock.day_hours)
        return replace(measures, trials=replace(measures.trials, trial=chases))

    monkeypatch.setattr(module, "later", later)
    first = workspace.ranking()
    at[0] = AS_OF + timedelta(hours=2)
    with counted(monkeypatch) as counts:
        after = workspace.ranking()
    assert counts == [0, 0]
    assert after.as_of == at[0]
    assert set(after.trials["chases"]) == {14 + after.policy.clock.day_hours}
    same = replace(after, as_of=first.as_of, measures=first.measures)
    assert_same(same, first)
    at[0] = until
    with counted(monkeypatch) as counts:
        assert workspace.ranking().as_of == until
    assert counts[1] == 1


def test_what_was_measured_holds_until_an_event_that_lies_ahead(example, takes, at):
    takes(PAPER.replace("2026-10-05 09:00", "2026-11-24 13:30"))
    workspace = Workspace(example)
    before = len(workspace.ranking().trials)
    for minute, trials in ((89, before), (90, before + 1)):
        at[0] = AS_OF + timedelta(minutes=minute)
        assert len(workspace.ranking().trials) == trials


def test_a_minute_that_passes_costs_nothing_and_a_day_does(workspace, at, monkeypatch):
    workspace.ranking()
    for moment, fitted in (
        (AS_OF.replace(second=59), 0),
        (AS_OF.replace(minute=1), 0),
        (AS_OF + timedelta(days=1), 1),
    ):
        at[0] = moment
        with counted(monkeypatch) as counts:
            ranking = workspace.ranking()
        assert counts == [fitted, fitted]
        assert ranking.as_of == moment.replace(second=0)


def test_a_look_back_is_under_the_policy_of_then_and_is_not_kept(example, workspace, monkeypatch):
    put_in_force(example, load_policy().with_threshold(75))
    then = datetime(2026, 4, 1)
    for _time in range(2):
        with counted(monkeypatch) as counts:
            back = workspace.ranking(CATERING, as_of=then)
        assert counts[1] == 1
        assert_same(back, rank(example, CATERING, as_of=then))
        assert back.policy == load_policy()
    assert workspace.bytes_kept == 0
    assert workspace.ranking(CATERING).policy == example.policies.in_force() != load_policy()


def test_with_little_room_it_says_the_same_and_stays_within(example, at):
    roomy = Workspace(example)
    roomy.ranking()
    budget = roomy.bytes_kept // 2
    narrow = Workspace(example, budget=budget)
    for filters in (Filters(), CATERING, SPRING, Filters()):
        assert_same(narrow.ranking(filters), roomy.ranking(filters))
        # What the latest ranking needs is kept, and nothing else.
        assert 0 < narrow.bytes_kept <= roomy.bytes_kept


def test_whoever_changes_what_he_was_given_changes_only_that(workspace):
    mine, before = workspace.ranking(), workspace.ranking().suppliers.to_json()
    mine.suppliers["score"] = 1.0
    mine.judged.loc[0, "score"] = 1.0
    del mine.trials["score"]
    curve, lines = workspace.curve(), workspace.plan().lines
    curve.loc[0, "pass"] = 99
    del lines["why"]
    theirs = workspace.ranking()
    assert theirs.suppliers.to_json() == before
    assert theirs.judged.loc[0, "score"] != 1.0
    assert "score" in theirs.trials
    assert workspace.curve().loc[0, "pass"] != 99
    assert "why" in workspace.plan().lines
    for array in (theirs.shown, theirs.posterior.served.sums.square):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_the_revision_counts_every_kind_of_change_and_no_look(store, takes, reads, tmp_path):
    def grows(change):
        before = store.revision()
        change()
        return store.revision() > before

    assert store.revision() == 0
    for change in (
        lambda: takes(EXAMPLE), lambda: takes(PAPER), lambda: takes(PAPER, replace=2), lambda: store.uploads.undo(1, X),
        lambda: store.uploads.redo(1, X), lambda: store.names.merge("Schoon & Co", "Van Dam", X),
        lambda: store.names.keep_apart("Schoon & Co", "Van Dam", X), lambda: store.names.unlink("Schoon & Co", "Van Dam", X),
        lambda: put_in_force(store, load_policy().with_threshold(75)),
    ):  # fmt: skip
        assert grows(change)
    workspace = Workspace(store)
    for look in (
        workspace.ranking, workspace.choices, lambda: workspace.words(["x"]), store.check, store.uploads.all,
        store.history_finding, store.policies.in_force,
        lambda: store.backup(tmp_path / "copy.duckdb", by()), lambda: reads(PAPER), lambda: rank(store),
    ):  # fmt: skip
        assert not grows(look)
    revision = store.revision()
    store.close()
    with Store.open(store.path) as again:
        assert again.revision() == revision


def test_a_change_that_is_refused_is_not_counted(example):
    revision = example.revision()
    with pytest.raises(Exception, match="no upload"):
        example.uploads.undo(99, X)
    assert example.revision() == revision


def spoken(ranking, word):
    """Something that is drawn; a function of the module, as its name is part of the key."""
    CALLS.append(word)
    return [language._("invite"), word, len(ranking.trials)]


CALLS: list[str] = []


def test_what_is_drawn_is_kept_for_what_is_shown_and_the_language(workspace, tmp_path, monkeypatch):
    compiled(tmp_path, "zz")
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    CALLS.clear()
    for _reader in range(2):
        drawn = workspace.view(spoken, workspace.ranking(), "a")
        with language.in_language("zz"):
            theirs = workspace.view(spoken, workspace.ranking(), "a")
    assert CALLS == ["a", "a"]
    assert drawn[0] == "invite" != theirs[0]
    workspace.view(spoken, workspace.ranking(), "b")
    workspace.view(spoken, workspace.ranking(CATERING), "a")
    workspace.view(spoken, workspace.ranking(threshold=61.0), "a")
    assert CALLS == ["a", "a", "b", "a", "a"]


def test_what_is_drawn_follows_what_is_added(workspace, takes):
    before = workspace.view(spoken, workspace.ranking(), "a")
    takes(PAPER)
    assert workspace.view(spoken, workspace.ranking(), "a")[2] == before[2] + 1


def test_only_what_shows_running_waits_is_drawn_anew_each_minute(takes, store, at):
    takes("supplier,trial_id,event,occurred_at\nVan Dam,P1,request,2026-11-24 09:00\n")
    workspace = Workspace(store)
    CALLS.clear()
    for _minute in range(2):
        for _look in range(2):
            workspace.view(spoken, workspace.ranking(), "ranking")
            workspace.view_of_now(spoken, workspace.ranking(), "waits")
        at[0] += timedelta(minutes=1)
    assert CALLS == ["ranking", "waits", "waits"]


def test_a_look_back_is_drawn_and_not_kept(workspace):
    CALLS.clear()
    for _time in range(2):
        workspace.view(spoken, workspace.ranking(as_of=AS_OF), "a")
    assert CALLS == ["a", "a"]


def test_a_function_with_values_of_its_own_is_refused(workspace):
    word = "inside"
    with pytest.raises(AssertionError):
        workspace.view(lambda _ranking: word, workspace.ranking())


def test_sentences_on_the_policy_are_those_of_each_reader(workspace, example, tmp_path, monkeypatch):
    content = load_policy().model_dump(mode="json")
    del content["vetoes"]["nothing_trials"]
    put_in_force(example, load_policy().with_threshold(61.0))
    overwrite(example, {**content, "version": example.policies.version()})
    compiled(tmp_path, "zz")
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    reopened = Workspace(example)
    with language.in_language("zz"):
        theirs = reopened.policy_notes()
    assert theirs
    assert theirs != reopened.policy_notes() == example.policies.upgrade_notes()
