"""What is kept: uploads and their rows, undo and redo, policies; one DuckDB file, append-only, one writer.

`database` makes, opens and locks the file, and `live` opens it anew where it ended itself. `writing` is the one writer;
`tally` and `chain` are what it records of each change, `seal` is the file beside the database that completes it, and
`acknowledged` compares the two. `backup` copies and restores; `durable` writes files whole or not at all. `uploads` takes
readings in and accounts for every row; `aside` is what was not taken; `overlap` finds what a file may correct; `policies`
keeps the versions of the policy and who saved them; `naming` keeps who said which names are one supplier; `current` keeps the
resolved events of trials that appear in several uploads or under merged names; `version_4` brings older ones over; `store` is
the door that everybody else uses.
"""

from trialmetrics.store.overlap import Overlap
from trialmetrics.store.store import Store
from trialmetrics.store.uploads import UploadReport

__all__ = ["Overlap", "Store", "UploadReport"]
