"""Read one file of trials: bytes in, events and rows set aside out. Uses an in-memory DuckDB per file, never the store.

`pipeline` runs the steps, in a child process that `worker` starts, limits and follows:

1. `files`: detect encoding, delimiter and header (`source`, with `header_row`); scan records (`records`) or workbook cells
   (`workbook`; which of its tables: `sheet_tables`; `merged_cells`; a CSV in one column: `csv_in_sheet`); present the lines as
   one SQL relation (`lines`), of the file itself where it is regular, else of a staged copy (`staging`).
2. `column_matching`: tell a log from a sheet (`kind_by_values`) and match the columns to those of our vocabulary, by their
   headings (`headings`, `heading_words`) and by what their values are (`column_profile`); join date and time (`date_and_time`).
3. `rows.raw_rows`: turn lines into rows of texts.
4. `notation`: detect each column's date order, decimal sign and rating scale, or ask.
5. `values`: turn texts into values; regular texts in SQL (`regular_texts`), the others once per distinct text (`words`,
   `moments`, `numbers`).
6. `rows`: check the rows (`row_checks`), combine several rows of one trial of a sheet (`repeated_rows`), write events
   (`log_rows`, `sheet_rows`) and the gaps that rows set aside leave (`gaps`); list words that are not known (`unknown_words`)
   and signs that an answer is wrong (`doubts`).

`reading` is the result, `batch` what it hands over for storing, and `remembered_settings` what the next file with the same
header starts from. `templates` are empty files to fill in. Throughout, `ours` is a column of our vocabulary, `theirs` the
file's heading for it, and a file is "mended" when it holds rows set aside from an earlier one.
"""

from trialmetrics.intake.batch import Batch
from trialmetrics.intake.reading import Proposal, Question, Reading, Settings, Unread
from trialmetrics.intake.worker.child_process import read
from trialmetrics.intake.worker.job import Job

__all__ = ["Batch", "Job", "Proposal", "Question", "Reading", "Settings", "Unread", "read"]
