"""Files that come in over HTTP: all or none, within bounds, whatever they are called."""

import asyncio
import gc
import threading

import pytest

from tests.people import by
from tests.server.api.world import HEADER, LOG, MOST, row, world
from trialmetrics import temporary_files
from trialmetrics.access import Role
from trialmetrics.server.api import uploads
from trialmetrics.store import Store, backup

AMBIGUOUS = "supplier,trial_id,event,occurred_at\nA,T1,request,01/02/2026\n"
BAD = HEADER + "Acme,X1,request,31-31-2026,,,,\n"


def uploaded(team) -> int:
    return len(team.store.uploads.all())


def left_behind() -> list:
    gc.collect()  # what pages of other tests left goes with them
    folder = temporary_files._process_folder
    return [*folder.path.iterdir()] if folder and folder.path.exists() else []


def test_files_are_taken_and_the_document_says_what_became_of_them(own):
    answer = own.upload(("a.csv", row(1)), ("b.csv", BAD + row(2).splitlines()[1] + "\n"))
    assert answer.status_code == 200
    first, second = answer.json()["uploads"]
    assert (first["file"], first["taken"], first["set_aside"]) == ("a.csv", 1, 0)
    assert (second["file"], second["taken"], second["set_aside"]) == ("b.csv", 1, 1)
    assert second["problems"][0]["line"] == 2
    assert own.store.uploads.all()["uploaded_by"].tolist() == ["bob", "bob", "anna"]
    assert own.upload(("a.csv", row(1))).json()["uploads"][0]["already_known"] == 1
    assert left_behind() == []


@pytest.mark.parametrize(
    ("second", "status"),
    [(("b.csv", ""), 400), (("b.csv", AMBIGUOUS), 409), (("b.csv", b"PK\x03\x04"), 400)],
)
def test_of_two_files_none_is_taken_where_one_cannot_be(own, second, status):
    before = uploaded(own)
    answer = own.upload(("a.csv", row(1)), second)
    assert (answer.status_code, uploaded(own)) == (status, before)
    if status == 409:
        questions = answer.json()["uploads"][1]["questions"]
        assert [each["option"].partition(" ")[0] for each in questions] == ["--date-order"]
        again = own.upload(("a.csv", row(1)), second, query="?date_order=dmy")
        assert (again.status_code, uploaded(own)) == (200, before + 2)


def test_options_have_the_names_of_the_command_line(own):
    text = "Firma;trial_id;event;occurred_at\nA;T1;request;01/02/2026\n"
    query = "?map=Firma%3Dsupplier&set=category%3DPaper&date_order=occurred_at%3Ddmy&kind=events&afresh=true"
    answer = own.upload(("log.csv", text), query=query)
    assert (answer.status_code, answer.json()["uploads"][0]["taken"]) == (200, 1)
    (trial,) = own.ask("trials?supplier=A", own.token()).json()["trials"]
    assert trial["category"] == "Paper"
    for wrong in ("?as=anna", "?user=anna", "?kind=other", "?afresh=no", "?replace=x", "?map=x", "?files=x"):
        assert own.upload(("log.csv", text), query=wrong).status_code == 400, wrong


def test_replacing_what_somebody_undid_meanwhile_is_a_conflict(own):
    replaced = own.upload(("log.csv", row(1))).json()["uploads"][0]["upload_id"]
    assert own.upload(("log.csv", row(2)), query=f"?replace={replaced}").status_code == 200
    assert own.upload(("log.csv", row(3)), query=f"?replace={replaced}").status_code == 409
    assert own.upload(("log.csv", row(3)), query="?replace=999").status_code == 400
    assert own.upload(("a.csv", row(3)), ("b.csv", row(4)), query="?replace=1").status_code == 400
    assert (
        own.upload(("log.csv", row(3)), query="?replace=1", token=own.token(Role.TESTER)).status_code == 403
    )


def test_rows_that_need_a_lead_are_set_aside_for_a_tester(own):
    void = HEADER + "Acme,A1,void,2026-03-06 10:00,,,,\n" + row(1).splitlines()[1] + "\n"
    answer = own.upload(("log.csv", void), token=own.token(Role.TESTER))
    (upload,) = answer.json()["uploads"]
    assert (upload["taken"], [each["code"] for each in upload["problems"]]) == (1, ["needs_lead"])


def test_what_is_too_large_is_refused_and_nothing_of_it_stays(own):
    before = uploaded(own)
    filler = b"x" * (2 * MOST + 1_000_000)
    assert own.upload(("log.csv", filler)).status_code == 413

    async def pieces():
        yield b"--x\r\ncontent-disposition: form-data; name=file; filename=a\r\n\r\n"
        for _piece in range(40):
            yield b"x" * 100_000

    headers = [("content-type", "multipart/form-data; boundary=x")]
    assert own.ask("uploads", own.token(), "POST", headers=headers, content=pieces()).status_code == 413
    assert (uploaded(own), left_behind()) == (before, [])


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"), ("multipart/form-data", b"x"), ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x--\r\n"), ("multipart/form-data; boundary=" + "x" * 300, b""),
        ("multipart/form-data; boundary=x", b"--x\r\ncontent-disposition: form-data; name=file; filename=a\r\n\r\nA"),
        ("multipart/form-data; boundary=x", b"--x\r\ncontent-disposition: form-data; name=file\r\n\r\nA\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\ncontent-disposition: form-data; name=kind\r\n\r\nA\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nx: " + b"y" * 20_000 + b"\r\n\r\nA\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nA\r\n--x--\r\n"), ("", b""),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\ncontent-disposition: form-data; name=file; filename=a\r\n\r\nA\r\n" * 101 + b"--x--\r\n",
        ),
    ],
)  # fmt: skip
def test_a_request_that_is_no_whole_form_with_files_is_refused(team, content_type, body):
    before = uploaded(team)
    answer = team.ask("uploads", team.token(), "POST", headers=[("content-type", content_type)], content=body)
    assert (answer.status_code, uploaded(team), left_behind()) == (400, before, [])
    assert answer.json()["error"].endswith((".", "again."))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"), ("..\\x.csv", "x.csv"), ("/abs/x.csv", "x.csv"),
        ("a\u202ecsv", "a\ufffdcsv"), ("<script>.csv", "<script>.csv"), ("=cmd()", "=cmd()"),
        ("é ü.csv", "é ü.csv"), ("x" * 3000, "x" * 255), ("..", ".."), ("dir/", "file"),
    ],
)  # fmt: skip
def test_a_name_is_a_label_and_no_path(team, name, shown):
    answer = team.upload((name, LOG))
    assert answer.status_code == 200
    assert answer.json()["uploads"][0]["file"] == shown
    assert left_behind() == []


def test_while_a_file_is_read_others_read_and_too_many_uploads_are_refused(own, monkeypatch):
    read, begun, go_on = uploads.read_files, threading.Semaphore(0), threading.Event()

    def read_slowly(*what):
        begun.release()
        assert go_on.wait(60)
        return read(*what)

    monkeypatch.setattr(uploads, "read_files", read_slowly)

    def sending(number: int, role: Role) -> asyncio.Task:
        files = [("file", ("log.csv", row(number).encode()))]
        return asyncio.ensure_future(own.asks("uploads", own.token(role), "POST", files=files))

    async def together() -> None:
        two = Role.TESTER, Role.TESTER, Role.LEAD, Role.LEAD
        tasks = [sending(number, role) for number, role in enumerate(two)]
        for _task in tasks:
            assert await asyncio.to_thread(begun.acquire, timeout=60)
        try:
            assert (await own.asks("ranking", own.token())).status_code == 200
            busy = await sending(9, Role.TESTER), await sending(9, Role.ADMIN)
            assert [each.status_code for each in busy] == [429, 503]
            assert {"retry-after"} <= {*busy[0].headers}
        finally:
            go_on.set()
        assert [(await task).status_code for task in tasks] == [200] * 4
        assert (await sending(9, Role.TESTER)).status_code == 200

    asyncio.run(together())


def test_a_backup_is_the_database_and_is_restored_and_sound(own, tmp_path):
    answer = own.ask("backup", own.token())
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="trials.duckdb"'
    assert answer.headers["cache-control"] == "no-store"
    # Another time it is another file, of which a part would be no part of this one.
    part = own.ask("backup", own.token(), headers=[("range", "bytes=0-9")])
    assert (part.status_code, part.headers["accept-ranges"], len(part.content)) == (
        200,
        "none",
        len(answer.content),
    )
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(answer.content)
    backup.restore(copy, tmp_path / "restored.duckdb", by())
    with Store.open(tmp_path / "restored.duckdb") as store:
        assert store.check() == []
        assert len(store.uploads.all()) == 1
    assert left_behind() == []


def test_the_database_that_cannot_be_opened_is_told(tmp_path):
    from trialmetrics.errors import StoreError

    with world(tmp_path) as team:

        def broken():
            raise StoreError("The database is held by another process.")

        api = team.app._app
        api._workspace = broken
        for path in ("ranking", "backup"):
            assert team.ask(path, team.token()).status_code == 503
        assert team.upload(("a.csv", row(1))).status_code == 503


def test_what_nobody_foresaw_is_told_without_its_details(team, monkeypatch):
    from trialmetrics.server.api import application

    def fails(*_what):
        raise ZeroDivisionError("at 0x1234")

    monkeypatch.setitem(application.READS, "trials", ("trials", fails))
    answer = team.ask("trials", team.token())
    assert answer.status_code == 500
    assert "0x1234" not in answer.text
