"""A command imports only what it needs: nobody waits for half a second of pandas to read what the options are."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

IMPORTED = """
import sys
from contextlib import suppress
from trialmetrics.commands import main
with suppress(SystemExit):
    main(sys.argv[1:])
print({"pandas", "numpy", "duckdb", "scipy", "pyarrow", "streamlit"} & sys.modules.keys(), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["template", "sheet", "--filled", "--out", "a.csv"],
        ["template", "events", "--out", "a.xlsx"],
    ],
)
def test_what_computes_nothing_imports_nothing_that_computes(arguments, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", IMPORTED, *arguments], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )  # fmt: skip
    assert run.stderr.strip() == "set()"


def test_figures_are_made_without_the_slowest_of_the_libraries():
    said = "import sys, trialmetrics.analysis.ranking as _; print({'scipy.stats'} & sys.modules.keys())"
    run = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
