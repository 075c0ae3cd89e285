"""One round of questions: all that are open in a file come at once, each with an option that answers it when pasted."""

import json
import shlex

import pytest

from tests.intake.test_null_words import CASE

# Which column, the order of dates, the decimal sign, a scale of numbers, a scale of words, and words for nothing.
AMBIGUOUS = (
    "Leverancier;Datum;Eerste reactie;Geleverd;Bedrag;Vriendelijk;Behulpzaam;Uitkomst\n"
    "Alfa;03-04-2026;04-04-2026;n.v.t.;1.234;7;goed;\n"
    "Beta;05-04-2026;06-04-2026;07-04-2026;2.500;6;redelijk;prima gegaan\n"
    "Gamma;05-04-2026;None;;1.250;3;matig;\n"
)
ASKED = [
    ("requested_at", "Datum"),
    ("first_reply_at", "Eerste reactie"),
    ("order_value", "Bedrag"),
    ("courtesy", "Vriendelijk"),
    ("helpfulness", "Behulpzaam"),
    ("first_reply_at", "Eerste reactie"),
    ("delivered_at", "Geleverd"),
]


def document(out: str) -> dict:
    (upload,) = json.loads(out)["uploads"]
    return upload


def test_all_questions_come_at_once_and_the_pasted_options_answer_them(run, log):
    file = log(AMBIGUOUS)
    status, out, err = run("load", file, "--json")
    upload = document(out)
    assert (status, upload["upload_id"], upload["taken"]) == (2, None, 0)
    assert [(each["column"], each["heading"]) for each in upload["questions"]] == ASKED
    for question in upload["questions"]:
        assert {"column", "heading", "readings", "option"} <= question.keys()
        assert question["option"] in [reading["option"] for reading in question["readings"]]
        # A person on the command line is told the same.
        assert question["option"].split(" ")[0] in err
    assert len(err.splitlines()) == len(ASKED) + 1
    assert json.loads(run("uploads", "--json")[1]) == {"uploads": []}

    pasted = [word for each in upload["questions"] for word in shlex.split(each["option"])]
    pasted += [word for each in upload["words"] for word in shlex.split(each["option"])]
    status, out, err = run("load", file, *pasted, "--json")
    upload = document(out)
    assert (status, upload["taken"], upload["questions"], upload["words"]) == (0, 3, [], [])
    trials = {each["supplier"]: each for each in json.loads(run("trials", "--json")[1])["trials"]}
    # The first reading of n.v.t. is that nobody noted it; the first scale that reaches 7 is the one to 7.
    assert trials["Alfa"]["courtesy"] == 5
    assert trials["Alfa"]["state"] == "stopped"
    assert (trials["Alfa"]["order_value"], trials["Beta"]["order_value"]) == (1234, 2500)
    assert (trials["Alfa"]["helpfulness"], trials["Gamma"]["helpfulness"]) == (5, pytest.approx(7 / 3))


def test_each_reading_is_answered_by_its_own_option(run, log):
    file = log("supplier,requested_at,order_value\nA,03-04-2026,1.234\n")
    questions = document(run("load", file, "--json")[1])["questions"]
    assert [
        [(each["answer"], each["means"], each["option"]) for each in question["readings"]]
        for question in questions
    ] == [
        [("dmy", "3 April 2026", "--date-order dmy"), ("mdy", "4 March 2026", "--date-order mdy")],
        [
            (",", "1234: the . separates thousands", "--decimal ,"),
            (".", "between 1 and 2: the . is the decimal sign", "--decimal ."),
        ],
    ]
    last = [word for each in questions for word in shlex.split(each["readings"][-1]["option"])]
    assert run("load", file, *last)[0] == 0
    (trial,) = json.loads(run("trials", "--json")[1])["trials"]
    assert trial["order_value"] == 1.234


def test_a_guess_is_named_as_one_and_never_taken_without_an_answer(run, log):
    file = log("supplier,Datum\nA,2026-03-02\n")
    status, out, err = run("load", file, "--json")
    (question,) = document(out)["questions"]
    assert (status, question["guess"], question["option"]) == (2, "Datum", "--map Datum=requested_at")
    assert "Answer with --map Datum=requested_at if Datum is right" in err
    # A column that holds no dates is no guess.
    (question,) = document(run("load", log("supplier,Datum\nA,rood\n"), "--json")[1])["questions"]
    assert question["guess"] is None


def test_headings_and_words_are_quoted_for_the_shell(run, log):
    text = "supplier,requested_at,outcome\nA,2026-03-02,it's $(done) & paid\n"
    (word,) = document(run("load", log(text), "--json")[1])["words"]
    assert (word["column"], word["text"], word["count"]) == ("outcome", "it's $(done) & paid", 1)
    option, value = shlex.split(word["option"])
    assert (option, value) == ("--map", "outcome:it's $(done) & paid=")
    status, out, _err = run("load", log(text), "--replace", 1, option, f"{value}declined", "--json")
    assert (status, document(out)["words"]) == (0, [])
    assert json.loads(run("trials", "--json")[1])["trials"][0]["state"] == "declined"
    dashed = log("supplier,-date,x\nA,2026-03-02,1\n", "dashed.csv")
    (question,) = document(run("load", dashed, "--json")[1])["questions"]
    option = next(each["option"] for each in question["readings"] if each["answer"] == "-date")
    assert run("load", dashed, *shlex.split(option))[0] == 0


def test_an_unknown_word_is_told_once_with_its_count_and_problems_have_codes(run, log):
    header = "supplier,trial_id,event,occurred_at\n"
    rows = "".join(f"A,{number},Opgebeld,2026-03-0{number}\n" for number in range(1, 8))
    status, out, err = run("load", log(header + rows + "A,8,reqest,2026-03-08\n"), "--json")
    upload = document(out)
    assert status == 1
    assert [(each["text"], each["count"], each["option"]) for each in upload["words"]] == [
        ("Opgebeld", 7, "--map event:Opgebeld="),
        ("reqest", 1, "--map event:reqest=request"),
    ]
    assert {each["code"] for each in upload["problems"]} == {"unknown_word_of_many"}
    assert err.count("Opgebeld") == 2  # the text and its option
    assert "7 rows say 'Opgebeld' under event, which is not known" in err
    # Each word is told with the first meanings; all of them stand once below.
    assert err.count("log.csv: All meanings under event: advice, ") == 1
    assert ", delivery, " in err
    assert "rude or void." in err


def test_several_files_ask_together_and_none_is_stored(run, log):
    first = log("supplier,requested_at\nA,03-04-2026\n", "first.csv")
    second = log("supplier,requested_at,order_value\nB,2026-03-02,1.234\n", "second.csv")
    third = log("supplier,requested_at\nC,2026-03-02\n", "third.csv")
    status, out, err = run("load", first, second, third, "--json")
    uploads = json.loads(out)["uploads"]
    assert (status, [len(each["questions"]) for each in uploads]) == (2, [1, 1, 0])
    assert [line.partition(":")[0] for line in err.splitlines()] == ["first.csv", "second.csv"]
    assert run("load", first, second, third, "--date-order", "dmy", "--decimal", ".")[0] == 0


@pytest.mark.parametrize(("meaning", "state"), [("no", True), ("not noted", False)])
def test_null_words_of_programs(run, meaning, state):
    status, out, _err = run("load", CASE, "--json")
    upload = document(out)
    assert (status, [each["column"] for each in upload["questions"]]) == (
        2,
        ["first_reply_at", "delivered_at"],
    )
    options = [
        word
        for question in upload["questions"]
        for reading in question["readings"]
        if reading["answer"] == meaning
        for word in shlex.split(reading["option"])
    ]
    status, out, _err = run("load", CASE, *options, "--json")
    assert (status, document(out)["taken"], document(out)["set_aside"]) == (1, 3, 2)
    trials = {each["trial_id"]: each for each in json.loads(run("trials", "--json")[1])["trials"]}
    assert trials["U1"]["answered"]
    unknown = trials["U2"]
    assert (unknown["answered"], unknown["courtesy"], unknown["order_value"]) == (None, None, None)
    assert "delivery" not in unknown["observed"]
    assert unknown["state"] != "ignored"
    assert (trials["U3"]["state"] == "ignored") is state


def test_a_row_that_is_still_running_is_open_for_the_lapse_window_after_the_upload(run, log):
    text = (
        "supplier,requested_at,first_reply_at,delivered_at\nA,2020-03-02,{0},\nB,2020-03-02,2020-03-03,{0}\n"
    )
    file = log(text.format("nog niet") + "C,2020-03-02,2020-03-03,2020-03-05\n")
    assert run("load", file)[0] == 0

    def states(*as_of: str) -> dict[str, str]:
        return {
            each["supplier"]: each["state"]
            for each in json.loads(run("trials", "--json", *as_of)[1])["trials"]
        }

    assert states() == {"A": "open", "B": "open", "C": "fulfilled"}
    # Long after the upload nothing came: what was still to come did not.
    assert states("--as-of", "2099-12-31") == {"A": "ignored", "B": "dropped", "C": "fulfilled"}


DOUBTFUL = {
    "a mapping of a column without dates": (
        "supplier,Datum,Kleur\nA,2026-03-02,rood\nB,2026-03-02,blauw\n",
        ("--map", "Datum=requested_at", "--map", "Kleur=promised_at"),
        "2 of the 2 values under Kleur are not dates: is it really promised_at?",
    ),
    "a request after the replies": (
        "supplier,Afgehandeld,first_reply_at\nA,2026-03-09,2026-03-03\nB,2026-03-09,2026-03-04\n",
        ("--map", "Afgehandeld=requested_at"),
        "In 2 of 2 trials the supplier answers before the request under Afgehandeld",
    ),
    "an order of dates that puts the replies first": (
        "supplier,trial_id,event,occurred_at\nA,1,request,05-03-2026\nA,1,reply,01-04-2026\n",
        ("--date-order", "mdy"),
        "In 1 of 1 trial the supplier answers before the request under occurred_at",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DOUBTFUL)
def test_an_answer_that_cannot_be_right_warns(run, log, case):
    text, options, told = DOUBTFUL[case]
    status, _out, err = run("load", log(text), *options)
    assert status in (0, 1)
    assert told in err
