"""Names of one supplier: what a person says of two names, and that every figure follows, there and back."""

import random
from datetime import datetime
from functools import cache

import pytest

from tests.conftest import ROOT, ZONE, new_store
from tests.people import by
from tests.saving import behind_its_back
from tests.store.test_uploads import current
from trialmetrics.analysis.ranking import rank
from trialmetrics.errors import Conflict, UsageError
from trialmetrics.export import documents
from trialmetrics.intake import Reading, Settings, read
from trialmetrics.store import Store

LOG = "supplier,trial_id,event,occurred_at,note\n"
SHEET = "supplier,trial_id,requested_at,chases,outcome\n"
AS_OF = datetime(2026, 6, 1)


def request(name: str, trial: str = "T1", day: int = 2) -> str:
    return f"{name},{trial},request,2026-03-{day:02d} 10:00,\n"


def chase(name: str, trial: str = "T1", day: int = 3) -> str:
    return f"{name},{trial},chase,2026-03-{day:02d} 10:00,\n"


def trials(store: Store) -> dict[tuple[str, str], dict[str, int]]:
    """How many events of each kind, by supplier and trial as shown."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select supplier, trial_id, event, count(*) from current_event group by all order by all"
        ).fetchall()
        observed = cursor.execute("select supplier_key, trial_id from current_observed").fetchall()
    for supplier, trial_id, event, count in rows:
        found.setdefault((supplier, trial_id), {})[event] = count
    assert len(observed) == len(found)
    return found


def figures(store: Store) -> list[dict]:
    """All that the command line shows."""
    found = rank(store, as_of=AS_OF)
    return [documents.trials_document(found), documents.rank_document(found)]


def test_the_names_of_the_issue(store, takes):
    takes(LOG + request("Jansen BV", "1") + request("Jansen B.V.", "2") + request("Janssen bv", "3"))
    (row,) = store.names.similar_pairs().to_dict(orient="records")
    assert row == {"one": "Jansen BV", "other": "Janssen bv", "one_trials": 2, "other_trials": 1, "alike": 92}
    store.names.merge("Jansen BV", "Janssen bv", by("lead"))
    assert store.names.similar_pairs().empty
    assert trials(store) == {("Jansen BV", number): {"request": 1} for number in "123"}
    (supplier,) = rank(store, as_of=AS_OF).suppliers.to_dict(orient="records")
    assert (supplier["supplier"], supplier["trials"]) == ("Jansen BV", 3)
    assert store.check() == []


def test_merging_is_as_if_the_names_had_been_one_from_the_start_and_parting_as_if_nothing_had_been_said(
    tmp_path, store, reads
):
    log = (ROOT / "data" / "example-log.csv").read_text(encoding="utf-8")
    other = log.replace("Meijer & Zonen", "Meyer en Zn")
    half = other.splitlines(keepends=True)
    # The same supplier under both names: its later trials, and one in the middle of which the name changes.
    at = [number for number, line in enumerate(half) if "Meyer en Zn" in line]
    assert len(at) > 4
    for number in at[: len(at) // 2]:
        half[number] = half[number].replace("Meyer en Zn", "Meijer & Zonen")
    two = [reads("".join(half)), reads(SHEET + "Bakker,B1,2026-03-02,1,fulfilled\n")]
    store.uploads.add([each.require_batch() for each in two], by("x"))
    before = current(store), figures(store)
    revision = store.revision()
    store.names.merge("Meijer & Zonen", "Meyer en Zn", by("lead"))
    assert store.revision() > revision
    with new_store(tmp_path / "one.duckdb") as one:
        one.uploads.add([reads(log).require_batch(), two[1].require_batch()], by("x"))
        assert figures(store) == figures(one)
        assert figures(store) != before[1]
    store.names.unlink("meyer en zn", "MEIJER & zonen", by("lead"))
    assert (current(store), figures(store)) == before
    assert store.check() == []


def test_equal_trial_ids_are_one_trial_if_at_most_one_has_a_request(store, takes):
    takes(LOG + request("Ann") + chase("Anna") + chase("Anna", "T2") + chase("Ann", "T2", day=4))
    takes(SHEET + "Anna,T3,2026-03-02,2,fulfilled\n")
    takes(LOG + chase("Ann", "T3") + "Ann,T3,error,2026-03-05,\n")
    store.names.merge("Ann", "Anna", by("x"))
    assert trials(store) == {
        ("Ann", "T1"): {"request": 1, "chase": 1},
        ("Ann", "T2"): {"chase": 2},
        # The sheet says more chases, the log more errors.
        ("Ann", "T3"): {"request": 1, "chase": 2, "delivery": 1, "closed": 1, "error": 1},
    }


def test_equal_trial_ids_are_two_trials_if_both_have_a_request(store, takes):
    takes(LOG + request("Ann") + chase("Ann") + request("ANNA") + request("ANNA", "T2"))
    before = current(store)
    store.names.merge("Ann", "anna", by("x"))
    apart = {
        ("Ann", "T1 (ann)"): {"request": 1, "chase": 1},
        ("Ann", "T1 (anna)"): {"request": 1},
        ("Ann", "T2"): {"request": 1},
    }
    assert trials(store) == apart
    upload = takes(LOG + request("Ann", "T2")).upload_id
    assert {name for _supplier, name in trials(store)} == {
        "T1 (ann)", "T1 (anna)", "T2 (ann)", "T2 (anna)",
    }  # fmt: skip
    store.uploads.undo(upload, by("x"))
    assert trials(store) == apart
    store.names.unlink("Ann", "anna", by("x"))
    assert current(store) == before


def test_a_third_name_without_a_request_joins_neither_of_two_that_have_one(store, takes):
    takes(LOG + request("Ann") + request("Anna") + chase("Anne"))
    store.names.merge("Ann", "Anna", by("x"))
    store.names.merge("Anna", "Anne", by("x"))
    assert trials(store) == {
        ("Ann", "T1 (ann)"): {"request": 1},
        ("Ann", "T1 (anna)"): {"request": 1},
        ("Ann", "T1 (anne)"): {"chase": 1},
    }


def test_an_id_that_looks_like_one_told_apart_is_no_other_trial(store, takes):
    takes(LOG + request("Ann") + request("Anna") + request("Ann", "T1 (anna)") + chase("Anna", "T1 (anna)"))
    store.names.merge("Ann", "Anna", by("x"))
    assert trials(store) == {
        ("Ann", "T1 (ann)"): {"request": 1},
        ("Ann", "T1 (anna)"): {"request": 1},
        ("Ann", "T1 (anna) (ann)"): {"request": 1, "chase": 1},
    }


def test_the_same_event_under_two_names_counts_once_and_three_in_one_file_are_three(store, takes):
    takes(LOG + request("Ann") + chase("Ann") * 2)
    takes(LOG + chase("Anna"))
    store.names.merge("Ann", "Anna", by("x"))
    assert trials(store) == {("Ann", "T1"): {"request": 1, "chase": 2}}
    takes(LOG + chase("Anna") + chase("Ann") + chase("Anna"))
    assert trials(store) == {("Ann", "T1"): {"request": 1, "chase": 3}}
    takes(LOG + chase("Anna").replace(",\n", ',"please"\n'))
    assert trials(store) == {("Ann", "T1"): {"request": 1, "chase": 4}}
    store.uploads.undo(3, by("x"))
    assert trials(store) == {("Ann", "T1"): {"request": 1, "chase": 3}}


def test_three_spellings_are_one_supplier_of_the_first_name_uploaded(store, takes):
    takes(LOG + request("Zoë", "1"))
    takes(LOG + request("Zoe", "2"))
    takes(LOG + request("Zo", "3"))
    store.names.merge("Zo", "Zoe", by("x"))
    assert {supplier for supplier, _id in trials(store)} == {"Zoë", "Zoe"}
    store.names.merge("Zoe", "Zoë", by("x"))
    assert {supplier for supplier, _id in trials(store)} == {"Zoë"}
    assert store.names.all() == ["Zo", "Zoe", "Zoë"]
    for key in ("zo", "zoe", "zoë"):
        assert set(store.events(key)["trial_id"]) == {"1", "2", "3"}
    store.uploads.undo(1, by("x"))
    assert {supplier for supplier, _id in trials(store)} == {"Zoe"}
    store.uploads.redo(1, by("x"))
    store.names.unlink("Zo", "Zoe", by("x"))
    assert {supplier for supplier, _id in trials(store)} == {"Zoë", "Zo"}


def test_proposals_are_of_suppliers_not_yet_decided(store, takes):
    takes(LOG + request("Jansen", "1") + request("Jansen", "2") + request("Jansen BV") + request("Janssen"))
    takes(LOG + request("Janssens NV"))
    pairs = {(row.one, row.other) for row in store.names.similar_pairs().itertuples()}
    assert {("Jansen", "Jansen BV"), ("Jansen", "Janssen"), ("Jansen BV", "Janssen")} < pairs
    store.names.keep_apart("Jansen", "Janssen", by("x"))
    assert ("Jansen", "Janssen") not in {
        (row.one, row.other) for row in store.names.similar_pairs().itertuples()
    }
    store.names.merge("Jansen", "Jansen BV", by("x"))
    # Of one supplier and another a pair is proposed once, and what was refused of one name holds for the others.
    (row,) = store.names.similar_pairs().to_dict(orient="records")
    assert (row["one"], row["other"], row["one_trials"], row["other_trials"]) == (
        "Janssen",
        "Janssens NV",
        1,
        1,
    )
    store.uploads.undo(2, by("x"))
    assert store.names.similar_pairs().empty
    store.names.unlink("Jansen", "Janssen", by("x"))
    (row,) = store.names.similar_pairs().to_dict(orient="records")
    assert (row["one_trials"], row["other_trials"]) == (3, 1)
    assert store.names.similar_pairs(most=0).empty


def test_what_was_decided_hides_no_proposal_behind_it(store, takes, monkeypatch):
    monkeypatch.setattr("trialmetrics.names.undecided.FIRST_BATCH", 1)
    takes(
        LOG + request("Jansen", "1") + request("Jansen BV", "2") + request("Grootdruk") + request("Grootdrug")
    )
    store.names.merge("Jansen", "Jansen BV", by("x"))
    assert list(store.names.similar_pairs()["other"]) == ["Grootdruk"]


def test_what_was_said_is_remembered_with_who_and_when(store, takes):
    takes(LOG + request("Ann") + request("Anna"))
    store.names.merge("ann", "anna", by("lead"))
    store.names.unlink("Anna", "Ann", by("buyer"))
    store.names.keep_apart("Ann", "Anna", by("lead"))
    said = store.names.decisions()
    assert list(said["decision"]) == ["two", "open", "one"]
    assert list(said["decided_by"]) == ["lead", "buyer", "lead"]
    assert list(said["active"]) == [True, False, False]
    assert set(zip(said["one"], said["other"], strict=True)) == {("Ann", "Anna")}
    assert said["decided_at"].is_monotonic_decreasing
    assert {supplier for supplier, _id in trials(store)} == {"Ann", "Anna"}
    store.names.merge("Ann", "Anna", by("lead"))  # the last word holds
    assert {supplier for supplier, _id in trials(store)} == {"Ann"}


def test_what_cannot_be_said(store, takes):
    takes(LOG + request("Ann") + request("Anna") + request("Anne") + request("Annie"))
    before = current(store), store.revision()
    for deed, names, sentence in (
        (store.names.merge, ("Ann", "ANN"), "the same name"),
        (store.names.merge, ("Ann", "Bob"), "no supplier Bob"),
        (store.names.keep_apart, ("Bob", "Ann"), "no supplier Bob"),
        (store.names.unlink, ("Ann", "Bob"), "Nothing was said of Ann and Bob"),
        (store.names.unlink, ("Ann", "Anna"), "Nothing was said of Ann and Anna"),
    ):
        with pytest.raises(UsageError, match=sentence):
            deed(*names, by("x"))
    assert (current(store), store.revision()) == before
    store.names.merge("Ann", "Anna", by("x"))
    store.names.merge("Anna", "Anne", by("x"))
    store.names.keep_apart("Anne", "Annie", by("x"))
    before = current(store), store.revision()
    for deed, names, sentence in (
        (store.names.merge, ("anna", "ann"), "Ann and Anna are one supplier already"),
        (store.names.merge, ("Ann", "Anne"), "Ann and Anne are one supplier already"),
        (
            store.names.keep_apart,
            ("Ann", "Anne"),
            "one supplier by way of Anna; first take back what was said of Ann and Anna",
        ),
        (store.names.unlink, ("Ann", "Anne"), "one supplier by way of Anna"),
        (store.names.keep_apart, ("Anne", "Annie"), "said already that Anne and Annie are two"),
        (
            store.names.merge,
            ("Ann", "Annie"),
            "said that Anne and Annie are two suppliers; take that back first",
        ),
    ):
        with pytest.raises(UsageError, match=sentence):
            deed(*names, by("x"))
    assert (current(store), store.revision()) == before
    store.names.unlink("Anne", "Annie", by("x"))
    store.names.merge("Ann", "Annie", by("x"))
    assert {supplier for supplier, _id in trials(store)} == {"Ann"}


def test_what_was_said_of_a_supplier_whose_upload_is_undone_can_be_taken_back(store, takes):
    takes(LOG + request("Ann"))
    takes(LOG + chase("Anna"))
    store.names.merge("Ann", "Anna", by("x"))
    store.uploads.undo(2, by("x"))
    assert trials(store) == {("Ann", "T1"): {"request": 1}}
    store.names.unlink("Ann", "Anna", by("x"))
    store.uploads.redo(2, by("x"))
    assert trials(store) == {("Ann", "T1"): {"request": 1}, ("Anna", "T1"): {"chase": 1}}


def test_a_backup_holds_what_was_said_and_the_check_knows_it(store, takes, tmp_path):
    takes(LOG + request("Ann") + chase("Anna"))
    store.names.merge("Ann", "Anna", by("x"))
    store.backup(tmp_path / "copy.duckdb", by())
    with Store.open(tmp_path / "copy.duckdb") as copy:
        assert current(copy) == current(store)
        assert list(copy.names.decisions()["decision"]) == ["one"]
        assert copy.check() == []
        behind_its_back(copy, "delete from naming")
        assert any("which names are one supplier" in finding.casefold() for finding in copy.check())


NAMES = ("Ann", "Anna", "Anne", "Bob")


def _files(random_: random.Random) -> list[str]:
    """Three logs and two sheets of the same few trials of four names, with much that is equal."""

    def line() -> str:
        name, trial = random_.choice(NAMES), random_.choice(["T1", "T2", "T3", "T1 (ann)"])
        kind = random_.choice(["request", "chase", "chase", "reply", "delivery"])
        return (
            f"{name},{trial},{kind},2026-03-0{random_.randint(2, 4)} 10:00,{random_.choice(['', 'well'])}\n"
        )

    def row() -> str:
        outcome = random_.choice(["", "ignored", "fulfilled"])
        return (
            f"{random_.choice(NAMES)},T{random_.randint(1, 5)},2026-03-02,{random_.randint(0, 2)},{outcome}\n"
        )

    logs = [LOG + "".join(line() for _ in range(14)) for _ in range(3)]
    return [*logs, *(SHEET + "".join(row() for _ in range(5)) for _ in range(2))]


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """What `_files` of a seed were read as; ten seeds share their files."""

    @cache
    def readings(number: int) -> list[Reading]:
        found = []
        for content in _files(random.Random(number)):
            folder = tmp_path_factory.mktemp("reading")
            (folder / "log.csv").write_text(content, encoding="utf-8")
            # Of several rows of a trial in a sheet the last one holds.
            found.append(read(folder / "log.csv", folder, Settings(repeated="corrections"), zone=ZONE))
        return found

    return lambda seed: readings(seed // 10)


@pytest.mark.parametrize(
    "seed", [*range(2), *(pytest.param(n, marks=pytest.mark.soak) for n in range(2, 99))]
)
def test_any_order_of_deeds_ends_as_the_same_uploads_and_words_afresh(tmp_path, pool, seed):
    random_ = random.Random(seed)
    readings = pool(seed)
    with new_store(tmp_path / "a.duckdb") as store:
        taken = 0
        holds: dict[int, bool] = {}
        for _deed in range(24):
            deed = random_.choice(["take", "switch", "switch", "merge", "merge", "keep_apart", "unlink"])
            if deed == "take" and taken < len(readings):
                taken += 1
                store.uploads.add([readings[taken - 1].require_batch()], by("x"))
                holds[taken] = True
            elif deed == "switch" and holds:
                upload = random_.choice(list(holds))
                (store.uploads.undo if holds[upload] else store.uploads.redo)(upload, by("x"))
                holds[upload] = not holds[upload]
            elif deed in ("merge", "keep_apart", "unlink"):
                try:
                    getattr(store.names, deed)(*random_.sample(NAMES, 2), by("x"))
                except UsageError:
                    continue
        assert store.check() == []
        said = store.names.decisions()
        with new_store(tmp_path / "b.duckdb") as fresh:
            fresh.uploads.add([each.require_batch() for each in readings[:taken]], by("x"))
            for row in said[said["active"] & (said["decision"] != "open")].itertuples():
                (fresh.names.merge if row.decision == "one" else fresh.names.keep_apart)(
                    row.one, row.other, by("x")
                )
            for upload, held in holds.items():
                if not held:
                    fresh.uploads.undo(upload, by("x"))
            assert current(fresh) == current(store)
            assert figures(fresh) == figures(store)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.soak) for n in range(2, 50))])
def test_the_order_of_logs_and_words_makes_no_difference(tmp_path, pool, seed):
    random_ = random.Random(seed)
    readings = pool(seed)[:3]
    pairs = [("Ann", "Anna"), ("Anna", "Anne")]
    results = []
    for number in range(3):
        with new_store(tmp_path / f"{number}.duckdb") as store:
            deeds = [*random_.sample(readings, 3), *random_.sample(pairs, 2)]
            said = []
            for deed in deeds[:number] + random_.sample(deeds[number:], 5 - number):
                if isinstance(deed, tuple):
                    said.append(deed)
                else:
                    store.uploads.add([deed.require_batch()], by("x"))
                while said and {*said[0]} <= {*store.names.all()}:
                    store.names.merge(*said.pop(0), by("x"))
            assert not said
            results.append(
                sorted(row.replace("'Anna'", "'Ann'").replace("'Anne'", "'Ann'") for row in current(store))
            )
    assert results[0] == results[1] == results[2]


def test_of_two_who_edit_a_name_the_second_is_told_and_nothing_is_lost(store, takes):
    takes(
        LOG
        + request("Jansen BV", "1")
        + request("Janssen bv", "2")
        + request("Smit", "3")
        + request("Aa", "4")
    )
    seen = store.newest_change()
    store.names.merge("Jansen BV", "Janssen bv", by("Ann"), seen=seen)
    for change in (store.names.keep_apart, store.names.unlink):
        with pytest.raises(Conflict) as refused:
            change("Janssen bv", "Jansen BV", by("Bob"), seen=seen)
        assert str(refused.value).startswith("Nothing was changed. Ann merged Jansen BV / Janssen bv on ")
    with pytest.raises(UsageError, match="Ann merged Jansen BV / Janssen bv"):
        store.names.merge("Jansen BV", "Smit", by("Bob"), seen=seen)
    assert store.names.decisions()["decided_by"].tolist() == ["Ann"]
    # By way of another name, too, under whose key all three are by now.
    seen = store.newest_change()
    store.names.merge("Aa", "Janssen bv", by("Ann"))
    with pytest.raises(UsageError, match="Ann merged Aa / Janssen bv"):
        store.names.merge("Janssen bv", "Smit", by("Bob"), seen=seen)
    store.names.unlink("Aa", "Janssen bv", by("Ann"))
    store.names.keep_apart("Jansen BV", "Janssen bv", by("Bob"), seen=store.newest_change())
    assert store.names.decisions()["decision"].tolist() == ["two", "open", "one", "one"]


def test_a_change_of_other_names_or_files_hinders_nobody(store, takes):
    takes(
        LOG
        + request("Jansen BV", "1")
        + request("Janssen bv", "2")
        + request("Smit", "3")
        + request("Smits", "4")
    )
    seen = store.newest_change()
    store.names.merge("Smit", "Smits", by("Ann"), seen=seen)
    takes(LOG + request("Jansen BV", "5"), name="more.csv")
    store.names.merge("Jansen BV", "Janssen bv", by("Bob"), seen=seen)
    assert store.names.decisions()["decided_by"].tolist() == ["Bob", "Ann"]
