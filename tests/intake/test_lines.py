"""A regular file is read as it stands, any other from a copy; both give the same, to the letter."""

from pathlib import Path
from random import Random

import pytest

from tests.intake.logs import Notation, log, mutate, write
from tests.intake.taking import LOG, Taken, take
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake.files import lines
from trialmetrics.intake.files.shape import Shape, regular_shape

ROW = "Jansen BV,1,reply,2026-01-05 11:30\n"
RATED = "supplier,trial_id,event,occurred_at,courtesy,note\n"
REGULAR = {
    "plain": LOG,
    "ends without a line end": LOG.rstrip("\n"),
    "ends of Windows": LOG.replace("\n", "\r\n"),
    "mark of UTF-8": "\ufeff" + LOG,
    "other delimiter": LOG.replace(",", ";"),
    "letters of everywhere": LOG.replace("Bakker", "Café Zoë 東京 🙂"),
    "empty cells": LOG + ",2,reply,2026-01-05\nA,,,2026-01-05\n",
    "a repeated header and a total": LOG + LOG + "Total,3,,\n,,,\n" + ROW,
    "not observed": RATED
    + "A,1,reply,2026-01-05,n/a,?\nA,1,reply,n.v.t.,4.5,NVT\nunknown,1,reply,2026-01-05,5,fine\n",
    "bad values": RATED
    + "A,1,reply,2026-02-31,9,x\nA,1,dance,2026-01-05,4,x\nA,1,reply,05-01-2026 10:00,4,x\n",
    "differs within a trial": "supplier,trial_id,event,occurred_at,round\nA,1,reply,2026-01-06,b\nA,1,request,2026-01-05,a\n",
    "mended": "supplier,trial_id,event,occurred_at,line,reason\nA,1,reply,2026-01-05,7,because\n",
    "a header with a figure": "supplier,trial_id,event,occurred_at\nA,1,reply,2026-01-05\nsupplier,trial_id,event,2026-01-05\n",
    "sheet": "supplier,requested_at,first_reply_at,chases\nA,2026-01-05,na 2 dagen,2x\nB,2026-01-05,geen,\n",
}
IRREGULAR = {
    "quotes": LOG + 'A,1,"reply",2026-01-05\n',
    "blanks": LOG + "A, 1,reply,2026-01-05\n",
    "blanks at the end": LOG + "A,1,reply,2026-01-05 \n",
    "apostrophes": LOG + "A,'=1,reply,2026-01-05\n",
    "a control character": LOG + "A,\x1e,reply,2026-01-05\n",
    "a hard blank": LOG + "A\u00a0,1,reply,2026-01-05\n",
    "bytes that are no text": (LOG + "Zoë,1,reply,2026-01-05\n").encode()[:-23] + b"\xff,1,reply,2026-01-05\n",
    "two kinds of line end": LOG + "A,1,reply,2026-01-05\r\n",
    "the line end of old": LOG.replace("\n", "\r"),
}  # fmt: skip
OF_ANOTHER_WIDTH = {
    "a blank line": LOG + "\n" + ROW,
    "blank lines at the end": LOG + "\n\n",
    "too few": LOG + "A,1\n" + ROW,
    "too many": LOG + "A,1,reply,2026-01-05,more\n" + ROW,
    "a title": "Our trials\n\n" + LOG,
}


def told(content: str | bytes) -> object:
    try:
        taken = take(content)
    except TrialmetricsError as error:
        return str(error)
    return taken


def both(content: str | bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    direct = told(content)
    with monkeypatch.context() as patch:
        patch.setattr(lines, "of_original", lambda *_arguments: None)
        return direct, told(content)


def shape(content: str | bytes, folder: Path, delimiter: str = ",") -> Shape | None:
    path = folder / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return regular_shape(path, delimiter)


@pytest.mark.parametrize("name", [*REGULAR, *IRREGULAR, *OF_ANOTHER_WIDTH])
def test_both_ways_give_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    direct, copied = both({**REGULAR, **IRREGULAR, **OF_ANOTHER_WIDTH}[name], monkeypatch)
    assert isinstance(direct, Taken)
    assert direct == copied


def test_a_regular_file_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("was copied")

    monkeypatch.setattr(lines, "of_staged_copy", refuse)
    for content in REGULAR.values():
        take(content)


def test_what_is_regular_is_seen_in_the_bytes(tmp_path: Path) -> None:
    for content in IRREGULAR.values():
        assert shape(content, tmp_path) is None
    assert shape(LOG, tmp_path) == (4, "\n")
    assert shape(LOG.rstrip("\n"), tmp_path) == (4, "\n")
    assert shape(LOG.replace("\n", "\r\n"), tmp_path) == (4, "\r\n")
    assert shape(LOG.replace(",", "\t"), tmp_path, "\t") == (4, "\n")
    assert shape(LOG.replace(",", "\t"), tmp_path) is None


@pytest.mark.parametrize(
    "seed", [*range(10), *(pytest.param(n, marks=pytest.mark.soak) for n in range(10, 100))]
)
def test_mutations_of_a_good_log(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [each for each in log(30, seed=seed) if '"' not in each["note"] and "\n" not in each["note"]]
    content = mutate(write(rows, Notation(delimiter=";")).replace(b'"', b""), Random(seed))
    direct, copied = both(content, monkeypatch)
    assert direct == copied
