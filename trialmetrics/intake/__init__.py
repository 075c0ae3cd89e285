"""A file becomes events and rows set aside. Knows no database of ours; its own is in memory, for one file.

The way through the room: `child` starts a process that reads one file; `walk` is its way. `source` stages the file: `text`
makes text of bytes (or `workbook` of a workbook), `records` cells of text, `headings` finds the header and our columns, and
`stage` writes one line per line of theirs. `columns` makes texts of cells; `notation` finds out how each column is written,
or asks; what is regular is read in SQL (`regular`), what is not once per different text (`values`: `moments`, `figures`).
`rows` says what is wrong with each row (`problems` counts it); `log` and `sheet` make events of the others. `memory` is
what is remembered for the next file of that header. `asking` words the questions, `said` refuses answers that do not fit,
`progress` tells how far it is, and `job` reads while something else goes on. Beside the way: `suppliers` (what tells names
apart).
"""

from trialmetrics.intake.child import read
from trialmetrics.intake.job import Job
from trialmetrics.intake.reading import Proposal, Question, Reading, Settings, Unread

__all__ = ["Job", "Proposal", "Question", "Reading", "Settings", "Unread", "read"]
