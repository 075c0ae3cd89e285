"""The database: uploads and their rows, decisions on supplier names, policies. One DuckDB file, append-only, with one writer.

Start at `store`: the class `Store` offers `uploads`, `names` (in `name_decisions`), `policies` and `decisions` (in
`candidate_decisions`); `past` makes one as it was known at a moment. `reader` lends cursors and
`writer` runs transactions; `database` creates, opens and migrates the file, and `connection` reopens it when DuckDB shut it down.

`history` has one line per change. `table_counts` and `hash_chain` record how many rows each change added and a hash over all of
them, `seal` is the small file beside the database with the latest hash, and `lost_changes` compares the two.

`upload_changes` stores a batch and accounts for every row; `set_aside` exports the rows it rejected; `overlap` finds the uploads
that a file may correct, and `differences` what it changes in them; `originals` keeps the uploaded files as they came.
`current_events` keeps the resolved events of trials that appear in several uploads or under merged names, and `local_time`
converts their times to one time zone. `checks` verifies the consistency of the database, `backup` copies and restores it,
`durable_files` writes files atomically, and `migrate_to_4` holds the Python part of that migration.
"""

from trialmetrics.store.overlap import Overlap
from trialmetrics.store.store import Store
from trialmetrics.store.upload_changes import UploadReport

__all__ = ["Overlap", "Store", "UploadReport"]
