"""What the application does before the first reader comes."""

import ast
import subprocess
import sys

from tests.conftest import ROOT

LOOK = """
import sys
import app
from streamlit.runtime.scriptrunner.exec_code import modified_sys_path
before = list(sys.path)
with modified_sys_path(str(app.ROUTER)):
    during = list(sys.path)
print(before == during == sys.path)
"""


def test_a_run_of_a_page_leaves_the_search_path_alone_so_that_no_import_in_another_thread_misses_a_folder():
    told = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "True", told.stderr


STARVED = """
import asyncio
from types import SimpleNamespace
import app

def close(session):
    if session == "cannot":
        raise RuntimeError("it cannot be ended")
    ended.append(session)

ended = []
app.SWEEP_INTERVAL = 0.01
app.config = SimpleNamespace(get_option=lambda _name: 0)
app.runtime = SimpleNamespace(get_instance=lambda: SimpleNamespace(close_session=close))
nothing = SimpleNamespace(sizes=dict, forget=lambda _session: None, is_connected=lambda _session: False)
app.QUOTA.serve(nothing, per_session=1)
for session in ("cannot", "can"):
    app.QUOTA.open(session, lambda: None)

async def look():
    looking = asyncio.create_task(app.close_abandoned_sessions())
    for _attempt in range(500):
        if ended:
            break
        await asyncio.sleep(0.01)
    looking.cancel()

asyncio.run(look())
print(ended)
"""


def test_a_session_that_cannot_be_ended_keeps_no_other_from_it():
    told = subprocess.run(
        [sys.executable, "-c", STARVED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "['can']", told.stderr


def imports(path):
    """The modules that a page imports, under their names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_the_first_reader_waits_for_no_import():
    said = "import sys; from trialmetrics.server.warm_up import warm_up; warm_up(); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    there = set(told.stdout.split())
    assert {"plotly.io", "scipy.special"} <= there
    wanted = {name for page in ROOT.glob("pages/*.py") for name in imports(page)}
    modules = {name for name in wanted if (ROOT / f"{name.replace('.', '/')}.py").exists()}
    assert len(modules) > 20
    assert modules <= there
    assert "trialmetrics.commands" not in there


def test_the_application_starts_warm():
    said = "import asyncio, sys, app; asyncio.run(app.lifespan(app.app).__aenter__()); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "trialmetrics.analysis.ranking" in told.stdout.split()


MESSAGES = """
import app
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

def by_hand(**fields):
    message = BackMsg()
    message.rerun_script.SetInParent()
    for name, value in fields.items():
        setattr(message.rerun_script, name, value)
    return app.is_by_hand(message.SerializeToString())

print(by_hand(), by_hand(page_name="x"), by_hand(is_auto_rerun=True), app.is_by_hand(b""), app.is_by_hand(b"\\xff\\xff"),
      app.is_by_hand(BackMsg(app_heartbeat=True).SerializeToString()))
print(ForwardMsg.FromString(app.farewell("/sign-in")).auth_redirect.url)
"""


def test_an_open_page_that_looks_for_news_by_itself_does_not_keep_a_session_alive():
    told = subprocess.run(
        [sys.executable, "-c", MESSAGES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.splitlines() == ["True True False False False False", "/sign-in"], told.stderr
