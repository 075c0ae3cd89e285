"""The browser of the benchmarks against real servers: what reruns, what is sent, what fails, what an upload stores."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bench.browser import Browser, PageFailed, open_browser
from bench.checkouts import ROOT
from bench.servers import Server, empty_page, running_server

# A page that writes down what of it was run, with a large message, a bound widget outside and one inside a fragment.
APP = """
from pathlib import Path
import streamlit as st

def note(text):
    with open("ran.txt", "a") as file:
        file.write(text + "\\n")

size = st.select_slider("size", [1, 2], key="size")
mood = st.multiselect("mood", ["good", "bad", "ugly"], key="mood", bind="query-params")
note(f"page {' '.join(mood)}")
st.text("x" * 100_000)

@st.fragment
def part():
    note(f"part {st.slider('level', 0, 10, key='level', bind='query-params')}")

part()
if mood == ["ugly"]:
    raise ValueError("ugly")
"""
LOG = b"""supplier,trial_id,event,occurred_at,category,tester
Ash,T1,request,2026-03-02 10:00,Printing,Ann
Ash,T1,first_reply,2026-03-02 11:00,,
Ash,T1,closed,2026-03-04 11:00,,
"""


@pytest.fixture
def home(tmp_path) -> Path:
    folder = empty_page(tmp_path / "home")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    return folder


@pytest.fixture
def server(home, tmp_path) -> Iterator[Server]:
    with running_server("tried", home, tmp_path / "trials.duckdb") as started:
        yield started


def test_a_choice_reruns_the_page_and_stands_in_the_link_and_one_in_a_fragment_reruns_that_alone(
    server, home
):
    async def visit() -> None:
        async with open_browser(server.port) as browser:
            await browser.open_page("")
            await browser.choose("mood", "bad", "good")
            await browser.choose("level", 7)
            assert browser.query == {"mood": ["bad", "good"], "level": ["7"]}
            await browser.rerun()

    asyncio.run(visit())
    assert (home / "ran.txt").read_text().splitlines() == [
        "page ", "part 0", "page bad good", "part 0", "part 7", "page bad good", "part 7",
    ]  # fmt: skip


def test_a_page_is_opened_with_what_its_link_says(server, home):
    async def visit() -> None:
        async with open_browser(server.port) as browser:
            await browser.open_page("", mood="good")

    asyncio.run(visit())
    assert (home / "ran.txt").read_text().splitlines()[0] == "page good"


def test_a_page_that_fails_is_an_error_and_the_next_look_is_none(server):
    async def visit() -> None:
        async with open_browser(server.port) as browser:
            await browser.open_page("")
            with pytest.raises(PageFailed, match=r"mood=ugly"):
                await browser.choose("mood", "ugly")
            await browser.choose("mood")

    asyncio.run(visit())


def test_a_large_message_is_sent_once(server):
    async def visit() -> None:
        async with open_browser(server.port) as browser:
            received = _counted(browser)
            await browser.open_page("")
            first = sum(received)
            received.clear()
            await browser.rerun()
            assert first > 100_000 > 20_000 > sum(received)

    asyncio.run(visit())


def _counted(browser: Browser) -> list[int]:
    """The bytes of each message that the browser receives from now on."""
    received: list[int] = []
    receive = browser.socket.recv

    async def counted(**options) -> bytes:
        message = await receive(**options)
        received.append(len(message))
        return message

    browser.socket.recv = counted  # type: ignore[method-assign,assignment]
    return received


def test_the_processor_time_of_a_server_is_what_the_system_says(server):
    async def visit() -> None:
        async with open_browser(server.port) as browser:
            for _look in range(30):
                await browser.rerun()

    before = server.cpu()
    asyncio.run(visit())
    times = psutil.Process(server.process.pid).cpu_times()
    assert server.cpu() - before > 0.03
    assert server.cpu() == pytest.approx(times.user + times.system, abs=0.05)


@pytest.mark.soak
def test_a_file_given_to_the_upload_page_is_taken_in(tmp_path):
    database = tmp_path / "trials.duckdb"

    async def visit(port: int) -> None:
        async with open_browser(port) as browser:
            await browser.open_page("upload")
            await browser.upload(LOG, "ash.csv")
            await browser.open_page("supplier", supplier="Ash")
            assert browser.query == {"supplier": ["Ash"]}

    with running_server("tried", ROOT, database) as started:
        asyncio.run(visit(started.port))
        assert started.log_output() == ""
    command = [sys.executable, "-m", "trialmetrics", "--database", str(database), "trials", "--json"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert [trial["trial_id"] for trial in json.loads(answer.stdout)["trials"]] == ["T1"]
