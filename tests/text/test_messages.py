"""A language can be begun, translated and brought up to date with one command."""

import gettext
import shutil
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.conftest import ROOT
from tests.languages import messages
from tests.text.test_sentences import templates
from trialmetrics.text import check_catalogues


def collected():
    """Every message as a tuple: alone, or the one and the many."""
    return {(message,) if isinstance(message, str) else tuple(message[:2]) for message in messages()}


def test_every_sentence_of_the_code_is_collected():
    assert not {each.one for each in templates()} - {one for one, *_many in collected()}


def test_a_sentence_has_one_plural():
    # A catalogue knows a message by its singular.
    several = [one for one, *many in collected() if many]
    assert not {one for one in several if several.count(one) > 1}


def test_a_language_is_begun_translated_and_read(tmp_path):
    for name in ("trialmetrics", "pages"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Makefile", tmp_path)
    # The target installs what is needed first; here it is there.
    installed = tmp_path / "installed"
    (installed / "bin").mkdir(parents=True)
    for name in ("installed/bin/python", "requirements.txt", "installed/installed"):
        (tmp_path / name).touch()

    def make(*arguments: str) -> None:
        subprocess.run(
            ["make", "--silent", f"VENV={installed}", f"RUN={sys.executable}", "messages", *arguments],
            cwd=tmp_path,
            check=True,
            timeout=300,
            capture_output=True,
        )

    make("NEW=nl")
    locale = tmp_path / "trialmetrics" / "text" / "locale"
    po = locale / "nl" / "LC_MESSAGES" / "trialmetrics.po"
    plurals = {one for one, *many in collected() if many}
    with po.open("rb") as file:
        begun = {message.id for message in read_po(file) if message.id}
    assert begun == {
        each if each[1:] else each[0] for each in collected() if each[1:] or each[0] not in plurals
    }
    text = po.read_text(encoding="utf-8")
    assert text.count('msgid "invite"\nmsgstr ""\n') == 1
    po.write_text(
        text.replace('msgid "invite"\nmsgstr ""\n', 'msgid "invite"\nmsgstr "uitnodigen"\n'), encoding="utf-8"
    )
    make()
    assert gettext.translation("trialmetrics", locale, ["nl"]).gettext("invite") == "uitnodigen"


@pytest.mark.parametrize(
    ("source", "translation", "wrong"),
    [
        ("at most {longest} letters", "hoogstens {longest} letters", False),
        ("at most {longest} letters", "hoogstens {langste} letters", True),
        ("at most {longest} letters", "hoogstens {longest.__class__} letters", True),
        ("at most {longest} letters", "hoogstens {longest letters", True),
        ("at most {longest} letters", "", False),
        (("One trial", "{n} trials"), ("Eén proef", "{n} proeven"), False),
        (("{n} trial of {name}", "{n} trials of {name}"), ("{n} proef", "{n} proeven"), True),
    ],
)
def test_a_translation_has_the_placeholders_of_its_source(source, translation, wrong, tmp_path):
    catalogue = Catalog(locale="nl")
    catalogue.add(source, translation)
    path = tmp_path / "trialmetrics.po"
    with path.open("wb") as file:
        write_po(file, catalogue)
    assert check_catalogues.main([str(path)]) == wrong
