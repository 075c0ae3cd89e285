"""The figures of the calibration as the page shows them."""

import tomllib

from trialmetrics.analysis import calibration
from trialmetrics.text import terms

FILLED = """
worlds = 100
candidates = 30
threshold = 55
[world.drawn."1-5"]
intervals = 0.91
rejected = 240
rejected_wrong = 0.04
[world.drawn."3-10"]
[world.of_ours."3-10"]
found = 0.5
"""


def test_rows_without_figures_are_left_out(tmp_path):
    path = tmp_path / "calibration.toml"
    path.write_text(FILLED)
    run = calibration.calibration(path)
    assert (run.worlds, run.candidates, run.threshold) == (100, 30, 55)
    assert run.rows[["world", "trials"]].to_numpy().tolist() == [["drawn", "1-5"], ["of_ours", "3-10"]]
    first = run.rows.iloc[0]
    assert (first["intervals"], first["rejected"], first["rejected_wrong"]) == (0.91, 240, 0.04)
    assert run.rows["invited_wrong"].isna().all()


def test_the_shipped_file_has_only_figures_that_are_shown_and_worlds_with_words():
    content = tomllib.loads(calibration.SHIPPED.read_text(encoding="utf-8"))
    for world, lengths in content["world"].items():
        assert terms.world_words(world) != world
        for figures in lengths.values():
            assert set(figures) <= set(calibration.FIGURES)
            assert all(
                0 <= value <= 1 for name, value in figures.items() if name not in ("rejected", "invited")
            )
