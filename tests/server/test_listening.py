"""Without sign-in the dashboard starts for its own machine only, whatever starts it."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.signing_in import person, provider, signing_in
from trialmetrics.access import Role
from trialmetrics.server.addresses import is_this_machine

STREAMLIT = ("streamlit", "run", "app.py", "--server.port", "0", "--server.address")
UVICORN = ("uvicorn", "app:app", "--port", "0", "--host")


@pytest.mark.parametrize(
    "command",
    [(*STREAMLIT, "0.0.0.0"), (*UVICORN, "0.0.0.0"), ("uvicorn", "app:app", "--uds", "{folder}/socket")],
)
def test_another_address_without_sign_in_is_refused_at_start_with_a_sentence(tmp_path, command):
    command = [part.format(folder=tmp_path) for part in command]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "HOME": str(tmp_path), "TRIALMETRICS_DATABASE": str(tmp_path / "trials.duckdb")},
    )  # fmt: skip
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "Without sign-in the dashboard is for this machine only" in said
    assert "Traceback" not in said


def test_with_sign_in_it_starts_there_and_still_lets_nobody_in(tmp_path):
    with (
        provider(person("anna")) as port,
        signing_in(
            tmp_path, port, "--host", "0.0.0.0", run=("uvicorn", "app:app", "--port"), anna=Role.ADMIN
        ) as server,
    ):
        assert server.ask("/alive") == (200, "ok")
        assert server.ask("/")[0] == 401


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_addresses_of_this_machine(host):
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "10.0.0.1", "localhost.example.org", "", "/run/socket", "::ffff:10.0.0.1"]
)
def test_addresses_that_others_reach(host):
    assert not is_this_machine(host)
