"""Small file systems, filled up: nothing acknowledged is lost, and with room it goes on without a restart."""

import pytest

from tests.faults.disk import alone, can_mount

pytestmark = pytest.mark.skipif(not can_mount(), reason="no file system can be mounted here")


def filled(kilobytes: int, threshold: str, seed: int) -> str:
    done = alone("tests.faults.filling", kilobytes, threshold, seed)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_a_disk_of_six_megabytes_with_a_checkpoint_after_every_change():
    assert filled(6000, "1KB", 1).endswith("3 refused\n")


def test_a_medium_that_can_only_be_read():
    done = alone("tests.faults.read_only")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "nothing was changed" in done.stdout


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("threshold", ["1KB", "100KB", "16MB"])
@pytest.mark.parametrize("kilobytes", [16, 64, 700, 1500, 3000, 6000])
def test_small_disks(kilobytes, threshold, seed):
    print(kilobytes, threshold, filled(kilobytes, threshold, seed))
