"""The pages read the frames that all readers share, and leave them as they are."""

import pandas as pd
import pytest

from pages._shared import server
from pages._shared.example import EXAMPLE
from trialmetrics.workspace import Workspace


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("ranking.py", {}),
        ("supplier.py", {"supplier": "De Vries Verpakkingen"}),
        ("thresholds.py", {"threshold": "50"}),
        ("plan.py", {}),
        ("testers.py", {}),
    ],
)
def test_a_page_changes_no_frame(shows, store, page, link):
    shows(page, EXAMPLE, **link)
    shared = server.workspace().ranking(shared=True)
    afresh = Workspace(store).ranking(shared=True)
    for name, frame in vars(afresh).items():
        if isinstance(frame, pd.DataFrame):
            pd.testing.assert_frame_equal(getattr(shared, name), frame)
