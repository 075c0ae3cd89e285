"""What the application does before the first reader comes."""

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
