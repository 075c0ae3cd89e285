"""Load one file over and over into a database, and say each time that it is there: `python -m tests.faults.loading`."""

import resource
import sys
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.people import by
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake import read
from trialmetrics.store import Store


def main(database: str, log: str, room: int) -> int:
    """`room`: bytes that a file may still grow by once the log is read; 0 for no limit."""
    with tempfile.TemporaryDirectory() as folder, Store.open(database) as store:
        reading = read(Path(log), Path(folder), zone=ZoneInfo("Europe/Amsterdam"))
        if room:
            limit = Path(database).stat().st_size + room
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        print("ready", flush=True)
        for _again in range(200):
            try:
                (report,) = store.uploads.add([reading.require_batch()], by("x"))
            except TrialmetricsError as error:
                print(str(error).replace("\n", " "), file=sys.stderr)
                return 2
            print(report.upload_id, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
