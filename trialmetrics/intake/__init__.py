"""A file becomes events and rows set aside. Knows no database of ours; its own is in memory, for one file.

The way through the room: `stage` makes lines of bytes, `records` cells of lines, `headings` columns of headings,
`notation` finds out how each column is written, `columns` and `values` make values of texts, `rows` (and `sheet.sql`) says
what is wrong with each row and which events the others stand for. `read` walks it and returns a `Reading`.
"""

from trialmetrics.intake.read import read
from trialmetrics.intake.reading import Question, Reading, Settings

__all__ = ["Question", "Reading", "Settings", "read"]
