"""The history says who did what to what, and why."""

from tests.people import by
from tests.saving import put_in_force

LOG = "supplier,trial_id,event,occurred_at\n"


def test_everything_done_is_in_the_history_newest_first(store, takes):
    takes(LOG + "Ann,T1,request,2026-03-02\nAnna,T1,request,2026-03-02\n", name="march.csv")
    store.uploads.undo(1, by("Bob"))
    store.uploads.redo(1, by("Bob"))
    put_in_force(
        store, store.policies.in_force().with_threshold(50), user="Cas", reason="agreed with the lead"
    )
    store.names.merge("Ann", "Anna", by("Dia"))
    store.names.unlink("Ann", "Anna", by("Dia"))
    store.names.keep_apart("Ann", "Anna", by("Eva"))
    rows = store.record()
    assert [str(moment.tzinfo) for moment in rows["moment"]] == ["Europe/Amsterdam"] * 7
    assert rows["number"].tolist() == [7, 6, 5, 4, 3, 2, 1]
    # A policy is about everybody.
    assert [list(keys) for keys in rows["supplier_keys"]] == [["ann", "anna"]] * 3 + [[]] + [
        ["ann", "anna"]
    ] * 3
    assert rows["moment"].is_monotonic_decreasing
    told = rows[["who", "kind", "subject", "reason"]].astype(object)
    assert told.where(told.notna(), None).values.tolist() == [
        ["Eva", "refused", "Ann / Anna", None],
        ["Dia", "parted", "Ann / Anna", None],
        ["Dia", "merged", "Ann / Anna", None],
        ["Cas", "policy", "2", "agreed with the lead"],
        ["Bob", "redone", "1: march.csv", None],
        ["Bob", "undone", "1: march.csv", None],
        ["tester", "taken", "1: march.csv", None],
    ]


def test_an_empty_history(store):
    assert list(store.record()) == [
        "number", "moment", "who", "kind", "subject", "category", "decision", "verdict", "policy_version", "reason",
        "supplier_keys",
    ]  # fmt: skip
    assert store.record().empty
