"""What is kept: uploads and their rows, undo and redo, policies; one DuckDB file, append-only, one writer.

`store` is the door, with three rooms behind it: `uploads`, the `names` of suppliers (`naming`) and `policies`. `reader` lends
cursors, `writer` is the one writer; `database` makes, opens and locks the file, and `connection` opens it anew where it ended
itself. `history` is a line for everything that was done; `tally` and `chain` are what the writer records of each change, `seal`
is the file beside the database that completes it, and `acknowledged` compares the two. `adding` stores a batch and accounts
for every row; `set_aside` is what was not taken; `overlap` finds what a file may correct; `current_events` keeps the resolved
events of trials that appear in several uploads or under merged names, and `local_time` brings them to one time zone; `checks`
finds what does not hold together. `backup` copies and restores; `durable_files` writes files whole or not at all;
`migrate_to_4` brings older databases over.
"""

from trialmetrics.store.adding import UploadReport
from trialmetrics.store.overlap import Overlap
from trialmetrics.store.store import Store

__all__ = ["Overlap", "Store", "UploadReport"]
