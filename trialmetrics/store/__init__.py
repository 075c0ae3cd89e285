"""What is kept: uploads and their rows, undo and redo, policies; one DuckDB file, append-only, one writer.

`database` opens, locks and copies the file; `uploads` takes readings in and accounts for every row; `aside` is what was not
taken; `overlap` finds what a file may correct; `policies` keeps the versions of the policy and who saved them; `naming`
keeps who said which names are one supplier; `current` keeps the resolved events of trials that appear in several uploads or
under merged names; `writing` lets one change at a time in, whole, and `seal` vouches for the last one (`chain`, `tally`,
`acknowledged`); `live` is the connection that everybody shares; `backup` copies and restores; `version_4` brings older ones
over; `store` is the door that everybody else uses.
"""

from trialmetrics.store.overlap import Overlap
from trialmetrics.store.store import Store
from trialmetrics.store.uploads import UploadReport

__all__ = ["Overlap", "Store", "UploadReport"]
