"""Questions name their option; what a person answers holds, is remembered, and may be taken back."""

import json

import pytest


def test_a_question_names_its_option(run, log):
    status, out, err = run("load", log("supplier,requested_at\nA,03-04-2026\n"))
    assert (status, out) == (2, "")
    assert "Answer with --date-order dmy or --date-order mdy." in err
    assert run("load", log("supplier,requested_at\nA,03-04-2026\n"), "--date-order", "dmy")[0] == 0


SHEET = "supplier,requested_at,first_reply_at,outcome\nA,03-04-2026,05-06-2026,prima gegaan\n"


def test_odd_words_are_mapped_by_hand_and_remembered(run, log):
    said = ("--date-order", "dmy", "--map", "outcome:prima gegaan=fulfilled")
    assert run("load", log(SHEET))[0] == 2
    status, out, _err = run("load", log(SHEET), "--date-order", "dmy", "--json")
    (problem,) = json.loads(out)["uploads"][0]["problems"]
    assert (status, problem["column"], problem["severity"]) == (1, "outcome", "value")
    assert run("load", log(SHEET), "--replace", 1, *said)[0] == 0
    trial = json.loads(run("trials", "--json")[1])["trials"][0]
    assert trial["state"] == "fulfilled"
    # The next file of that header needs neither answer; one that is read afresh needs both again.
    status, _out, err = run("load", log(SHEET.replace("A,", "B,")))
    assert status == 0
    assert "requested_at: 03-04-2026 is read as 3 April 2026, as in an earlier file with this header." in err
    assert "As said of an earlier file with this header: outcome: prima gegaan → fulfilled; --afresh" in err
    assert run("load", log(SHEET.replace("A,", "C,")), "--afresh")[0] == 2
    assert run("load", log(SHEET.replace("A,", "C,")), "--afresh", "--date-order", "dmy")[0] == 1
    assert run("load", log(SHEET.replace("A,", "D,")))[0] == 1


ORDERS = "supplier,trial_id,requested_at,delivered_at,order_value\nA,1,2026-03-02,2026-03-05,5\nA,1,2026-03-02,2026-03-09,7\n"


def test_several_rows_of_one_trial_are_asked_about_and_the_answer_is_remembered(run, log):
    status, out, err = run("load", log(ORDERS))
    assert (status, out) == (2, "")
    assert "Answer with --repeated lines, corrections or trials." in err
    assert run("load", log(ORDERS), "--repeated", "lines")[0] == 0
    (trial,) = json.loads(run("trials", "--json")[1])["trials"]
    assert (trial["state"], trial["order_value"]) == ("fulfilled", 12)
    status, out, err = run("load", log(ORDERS.replace("A,", "B,")), "--json")
    assert (status, json.loads(out)["uploads"][0]["taken"]) == (0, 2)
    assert (
        "Several rows of one trial are read as lines of one order, as in an earlier file with this header."
        in err
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("outcome:prima gegaan=lovely", "prima gegaan cannot mean lovely under outcome: lovely is not known here; write one of"),
        ("event:belde=reply", "event is not a column of this kind of table"),
        ("outcome:=fulfilled", "write outcome:TEXT=MEANING"),
        ("outcomes:prima=fulfilled", "There is no column outcomes:prima"),
    ],
)  # fmt: skip
def test_a_word_mapped_wrongly_is_refused(run, log, said, told):
    status, out, err = run("load", log(SHEET), "--date-order", "dmy", "--map", said)
    assert (status, out) == (2, "")
    assert told in err


def test_a_notation_of_one_column_only(run, log):
    text = (
        "supplier,requested_at,first_reply_at,delivered_at\n"
        "A,13-02-2026,02-14-2026,03-04-2026\nB,14-02-2026,02-15-2026,03-05-2026\n"
    )
    status, _out, err = run("load", log(text))
    assert status == 2
    assert "Answer with --date-order delivered_at=dmy or --date-order delivered_at=mdy." in err
    assert run("load", log(text), "--date-order", "delivered_at=mdy")[0] == 0
    assert run("load", log(text), "--date-order", "delivered_at=ymd")[0] == 2


LOG = "supplier,trial_id,event,occurred_at\nA,1,request,2026-03-02 10:00\nA,1,reply,2026-03-02 12:00\n"


def test_lines_of_an_order_are_not_said_of_a_log(run, log):
    status, _out, err = run("load", log(LOG), "--repeated", "lines")
    assert status == 2
    assert "--repeated is about the rows of a trial sheet" in err
    assert run("uploads", "--json")[0] == 2 or json.loads(run("uploads", "--json")[1])["uploads"] == []


def test_a_name_is_given_no_other_meaning(run, log):
    status, _out, err = run("load", log(LOG), "--map", "supplier:A=B")
    assert status == 2
    assert "What stands under supplier is taken as it is written" in err


def test_a_heading_may_have_a_colon(run, log):
    text = (
        LOG.replace("event", "event:type")
        .replace("supplier", "supplier: name")
        .replace("2026-03-02", "2 March 2026")
    )
    status, out, _err = run(
        "load", log(text), "--map", "event:type=event", "--map", "supplier: name=supplier", "--json"
    )
    assert status == 0
    mapping = json.loads(out)["uploads"][0]["mapping"]
    assert (mapping["event:type"], mapping["supplier: name"]) == ("event", "supplier")
