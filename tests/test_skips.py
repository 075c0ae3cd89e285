"""One command proves that nothing is left out for want of something that the requirements could bring."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.skips import SETTING

TESTS = """
import pytest

def test_passes(): pass

@pytest.mark.skipif(True, reason="root may read everything")
def test_by_the_machine(): pass

def test_by_a_package(): pytest.importorskip("no_such_package")

@pytest.mark.skip(reason="later")
def test_by_a_mark(): pass

@pytest.mark.xfail(reason="known")
def test_known(): assert False
"""
FILE = 'import pytest\npytest.importorskip("no_such_package", reason="no package")\n'


@pytest.mark.parametrize(
    ("value", "summary", "status"),
    [
        ("1", "1 failed, 1 passed, 1 skipped, 1 xfailed, 2 errors", 1),
        ("", "1 passed, 4 skipped, 1 xfailed", 0),
    ],
)
def test_a_skip_fails_but_for_what_no_requirement_brings(tmp_path, value, summary, status):
    (tmp_path / "test_some.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "test_whole.py").write_text(FILE, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.skips", "-p", "no:cacheprovider", "--continue-on-collection-errors",
         "--rootdir", tmp_path, tmp_path],
        cwd=ROOT, env={**os.environ, SETTING: value}, capture_output=True, text=True,
    )  # fmt: skip
    assert summary in run.stdout, run.stdout
    assert run.returncode == status
