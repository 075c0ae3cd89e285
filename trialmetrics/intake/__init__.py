"""A file becomes events and rows set aside. Knows no database of ours; its own is in memory, for one file.

The way through the room: `child` starts a process that reads one file; `walk` is its way. `source` finds out how the file
is read: `text` makes text of bytes (or `workbook` rows of a workbook, of which `far_cells` and `wrong_cells` know what its
reader does not tell), `records` cells of text, `headings` finds the header
and our columns. `lines` gives its lines: as they stand where `shape` finds the file regular, else `stage` writes one line per
line of theirs. `given` makes rows of texts of them, and `columns` values of texts; `notation` finds out how each column
is written, or asks; what is regular is read in SQL (`regular`), what is not once per different text (`values`: `moments`,
`figures`). `rows` says what is wrong with each row (`problems` counts it); `log` and `sheet` make events of the others,
and `gaps` keeps what may hide something a supplier did.
`reading` is how one file was read and `batch` what it hands over. `memory` is what is remembered for the next file of that header.
`asking` words the questions, `said` refuses answers that
do not fit, `progress` tells how far it is, and `job` reads while something else goes on. Beside the way: `suppliers` (what
tells names apart) and `spellings` (which may be one).
"""

from trialmetrics.intake.batch import Batch
from trialmetrics.intake.reading import Proposal, Question, Reading, Settings, Unread
from trialmetrics.intake.worker.child_process import read
from trialmetrics.intake.worker.job import Job

__all__ = ["Batch", "Job", "Proposal", "Question", "Reading", "Settings", "Unread", "read"]
