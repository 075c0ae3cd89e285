"""After a change of the policy's time zone a moment with an offset is still the same moment, shown as the local time there."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest

from tests.people import by
from tests.saving import put_in_force
from trialmetrics.intake import read
from trialmetrics.policy import Policy
from trialmetrics.store import Store, UploadReport, local_time
from trialmetrics.store.backup import restore

LOG = "supplier,trial_id,event,occurred_at,promised_at\n"
# In Amsterdam 09:30 and 11:15 on 2 March; without an offset it is local time wherever the policy is.
OFFSETS = (
    LOG
    + "Ann,T1,request,2026-03-02T08:30:00Z,\nAnn,T1,confirmation,2026-03-02T11:15:00+01:00,2026-03-05T17:00:00+01:00\n"
)
LOCAL = LOG + "Ann,T1,request,2026-03-02 09:30,\nAnn,T1,confirmation,2026-03-02 11:15,2026-03-05 17:00\n"
SHEET = "supplier,trial_id,requested_at,first_reply_at,delivered_at,promised_at,outcome\n"
IN_AMSTERDAM = [
    ("confirmation", "2026-03-02 11:15:00", "2026-03-05 17:00:00"),
    ("request", "2026-03-02 09:30:00", None),
]
# Tokyo is 9 hours ahead of UTC, Amsterdam 1 hour in March.
IN_TOKYO = [
    ("confirmation", "2026-03-02 19:15:00", "2026-03-06 01:00:00"),
    ("request", "2026-03-02 17:30:00", None),
]


@pytest.fixture
def load(store, tmp_path):
    """`load(text)`: take a text in, read in the time zone of the policy in force."""
    made = 0

    def load_one(text: str) -> UploadReport:
        nonlocal made
        made += 1
        folder = tmp_path / f"reading-{made}"
        folder.mkdir()
        path = folder / "log.csv"
        path.write_text(text, encoding="utf-8")
        reading = read(
            path,
            folder,
            remembered=store.uploads.remembered_settings(),
            zone=store.policies.zone(),
            name="log.csv",
        )
        return store.uploads.add([reading.require_batch()], by("x"))[0]

    return load_one


def in_zone(policy: Policy, name: str) -> Policy:
    return policy.model_copy(update={"clock": policy.clock.model_copy(update={"time_zone": name})})


def move(store: Store, zone: str) -> None:
    """Put a policy in force with another time zone."""
    put_in_force(store, in_zone(store.policies.in_force(), zone))
    assert store.policies.zone().key == zone


def events(store: Store) -> list[tuple]:
    with store.cursor() as cursor:
        return cursor.execute(
            "select event, occurred_at::varchar, promised_at::varchar from current_event order by all"
        ).fetchall()


def test_the_same_log_after_a_change_of_zone_counts_once(store, load):
    load(OFFSETS)
    assert events(store) == IN_AMSTERDAM
    move(store, "Asia/Tokyo")
    again = load(OFFSETS)
    assert (again.taken, again.already_known) == (0, 2)
    assert events(store) == IN_TOKYO
    assert store.check() == []


def test_a_local_time_without_an_offset_stays_what_it_is(store, load):
    load(LOCAL)
    move(store, "Asia/Tokyo")
    assert events(store) == IN_AMSTERDAM
    again = load(LOCAL)
    assert (again.taken, again.already_known) == (0, 2)
    assert events(store) == IN_AMSTERDAM
    assert store.check() == []


def test_both_notations_of_one_moment_are_one_event_in_the_zone_in_force(store, load):
    move(store, "Asia/Tokyo")
    load(OFFSETS)
    in_tokyo = (
        LOG + "Ann,T1,request,2026-03-02 17:30,\nAnn,T1,confirmation,2026-03-02 19:15,2026-03-06 01:00\n"
    )
    assert load(in_tokyo).already_known == 2
    move(store, "Europe/Amsterdam")
    assert load(LOCAL).already_known == 2  # though the log with the offsets was read in Tokyo


def test_a_change_of_zone_moves_what_was_loaded_and_back_again(store, load):
    load(OFFSETS)
    move(store, "Asia/Tokyo")
    assert events(store) == IN_TOKYO
    assert store.check() == []
    store.uploads.undo(1, by("x"))
    assert events(store) == []
    store.uploads.redo(1, by("x"))
    assert events(store) == IN_TOKYO
    move(store, "Europe/Amsterdam")
    assert events(store) == IN_AMSTERDAM
    assert store.check() == []
    with store.cursor() as cursor:
        assert cursor.execute("from kept_trial").fetchall() == []


def test_a_file_read_in_another_zone_than_the_one_in_force_counts_as_in_force(store, tmp_path, load):
    """As with `--policy FILE load`."""
    load(OFFSETS)
    (tmp_path / "log.csv").write_text(OFFSETS, encoding="utf-8")
    reading = read(tmp_path / "log.csv", tmp_path, zone=ZoneInfo("Asia/Tokyo"))
    (again,) = store.uploads.add([reading.require_batch()], by("x"))
    assert (again.taken, again.already_known) == (0, 2)
    store.uploads.undo(1, by("x"))
    assert events(store) == IN_AMSTERDAM
    assert store.check() == []


def test_the_same_sheet_after_a_change_of_zone_is_known_and_ranks_as_before(store, load):
    row = "Ann,T1,2026-03-02T08:30:00Z,2026-03-02T12:15:00Z,2026-03-04T10:00:00Z,2026-03-05T16:00:00Z,{}\n"
    first = SHEET + row.format("fulfilled")
    load(first)
    load(SHEET + row.format("open"))
    move(store, "Asia/Tokyo")
    again = load(first)
    assert (again.taken, again.already_known) == (0, 1)
    with store.cursor() as cursor:
        assert cursor.execute("select outcome from current_observed").fetchall() == [("open",)]
        assert cursor.execute(
            "select event, occurred_at::varchar from current_event where occurred_at is not null order by all"
        ).fetchall() == [
            ("delivery", "2026-03-04 19:00:00"),
            ("reply", "2026-03-02 21:15:00"),
            ("request", "2026-03-02 17:30:00"),
        ]
    assert store.check() == []


def test_so_long_after_a_request_with_an_offset_moves_with_it(store, load):
    load("supplier,trial_id,requested_at,first_reply_at\nAnn,T1,2026-03-02T08:30:00Z,after 3 hours\n")
    move(store, "Asia/Tokyo")
    assert [(event, at) for event, at, _promised in events(store)] == [
        ("reply", "2026-03-02 20:30:00"),
        ("request", "2026-03-02 17:30:00"),
    ]


def test_what_was_set_aside_leaves_one_gap_after_a_change_of_zone(store, load):
    log = LOG + "Ann,T1,request,2026-03-02T08:30:00Z,\nAnn,T1,gibberish,2026-03-02T10:00:00Z,\n"
    load(log)
    move(store, "Asia/Tokyo")
    load(log)
    with store.cursor() as cursor:
        assert cursor.execute("select occurred_at::varchar from current_gap").fetchall() == [
            ("2026-03-02 19:00:00",)
        ]
    assert store.check() == []


def test_merged_names_move_together(store, load):
    load(OFFSETS)
    load(LOG + "Anna,T1,reply,2026-03-02 16:00,\n")
    store.names.merge("Ann", "Anna", by("x"))
    move(store, "Asia/Tokyo")
    assert events(store) == sorted([*IN_TOKYO, ("reply", "2026-03-02 16:00:00", None)], key=str)
    assert store.check() == []
    store.names.unlink("Ann", "Anna", by("x"))
    assert len(events(store)) == 3
    assert store.check() == []


def test_a_corrected_file_is_compared_in_one_zone(store, load, tmp_path):
    load(OFFSETS + "Ann,T2,request,2026-03-02T08:30:00Z,\n")
    move(store, "Asia/Tokyo")
    (tmp_path / "log.csv").write_text(OFFSETS, encoding="utf-8")
    reading = read(tmp_path / "log.csv", tmp_path, zone=store.policies.zone())
    (overlap,) = store.uploads.overlaps(reading.require_batch())
    assert overlap.lost == overlap.differences.lines == 1


def test_a_backup_keeps_the_moments(store, load, tmp_path):
    load(OFFSETS)
    store.backup(tmp_path / "copy.duckdb", by())
    restore(tmp_path / "copy.duckdb", tmp_path / "restored.duckdb", by())
    with Store.open(tmp_path / "restored.duckdb") as restored:
        move(restored, "Asia/Tokyo")
        assert events(restored) == IN_TOKYO
        assert restored.check() == []


@pytest.mark.parametrize(
    "zone", ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
)
def test_every_moment_is_shifted_as_the_zone_says(zone):
    """Compared with `zoneinfo`, around every change of the clock in 2026 and at random moments of the century."""
    random_ = random.Random(zone)
    begin = datetime(2000, 1, 1)
    moments = [begin + timedelta(seconds=random_.randrange(3_187_000_000)) for _ in range(500)]
    moments += [datetime(2026, 1, 1) + timedelta(minutes=10 * n) for n in range(6 * 24 * 365)]
    with duckdb.connect() as database:
        database.execute("create table upload as select 1 as upload_id, 'elsewhere' as zone")
        database.execute("create table kept_zone as select ? as zone", [zone])
        local_time.create_macro(database)
        database.register("moments", pa.table({"utc": pa.array(moments, pa.timestamp("us"))}))
        shifted = database.execute(
            "select utc, local_moment(null::timestamp, utc, 1) from moments"
        ).fetchall()
    expected = {at: at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in moments}
    assert dict(shifted) == expected
