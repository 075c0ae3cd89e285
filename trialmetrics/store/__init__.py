"""What is kept: uploads and their rows, undo and redo, policies; one DuckDB file, append-only, one writer.

`database` opens, locks and copies the file; `uploads` takes readings in and accounts for every row; `current` keeps
the events of trials in several uploads up to date; `store` is the door that everybody else uses.
"""

from trialmetrics.store.store import Store
from trialmetrics.store.uploads import UploadReport

__all__ = ["Store", "UploadReport"]
