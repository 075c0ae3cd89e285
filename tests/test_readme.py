"""The README is true: its commands run, what it names is there."""

import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from trialmetrics.analysis.calibration import calibration
from trialmetrics.text import terms

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.strip() for line in TEXT.splitlines() if line.startswith("    .venv/bin/python -m trialmetrics")
]


def test_its_commands_run(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.duckdb*"))
    assert len(COMMANDS) >= 5
    for command in COMMANDS:
        arguments = [sys.executable, *shlex.split(command)[1:]]
        done = subprocess.run(
            arguments,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT))))
def test_what_it_links_to_is_there(path):
    assert (ROOT / path).exists()


def test_what_it_claims_of_the_method_was_measured():
    rows = calibration().rows.set_index(["world", "trials"])
    claims = re.findall(r"^\| ([^|]+) \| (\d+-\d+) \| (.+) \|$", TEXT, re.MULTILINE)
    assert len(claims) == 14
    by_words = {terms.world_words(world): world for world in rows.index.unique("world")}
    for words, trials, figures in claims:
        row = rows.loc[(by_words[words], trials)]
        rejected = f"{row['rejected_wrong']:.0%}" if row["rejected"] >= 100 else "too few"
        measured = [f"{row[name]:.0%}" for name in ("intervals", "invited_wrong", "found")]
        plain = f"{row['plain_rejected_wrong']:.0%}, {row['plain_invited_wrong']:.0%}"
        claimed = figures.replace(" %", "%").split(" | ")
        assert claimed == [measured[0], rejected, *measured[1:], plain]


def test_make_lists_its_targets_and_the_readme_names_the_two_that_count():
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("run", "test", "lint", "bench", "soak"):
        assert f"make {target}" in done.stdout
    assert "    make run\n" in TEXT
    assert "    make test\n" in TEXT


def test_the_package_knows_no_screen():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "trialmetrics").rglob("*.py")]
    assert not [
        source for source in sources if re.search(r"^\s*(import|from) streamlit", source, re.MULTILINE)
    ]
