"""Turns any exception into a sentence for the reader: full disk, missing permission, and unexpected errors."""

import errno
import os
from pathlib import Path

from trialmetrics.errors import TrialmetricsError
from trialmetrics.text.language import _

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_PERMISSION = (errno.EACCES, errno.EPERM, errno.EROFS)
# In DuckDB's error when its temporary files exceed their limit.
_SPILL_FULL = "max_temp_directory_size"


def is_disk_full(error: BaseException) -> bool:
    """Whether the error means a full disk, be it an OSError or a DuckDB error."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _DISK_FULL
    return any(words in str(error) for words in (*map(os.strerror, _DISK_FULL), _SPILL_FULL))


def disk_full_sentence(folder: Path | None = None) -> str:
    """The sentence on a full disk: what to do, and where if the folder is known."""
    if folder is None:
        return _("There is no room left on the disk. Make room, or choose another place, then try again.")
    return _("There is no room left in {folder}. Make room there, then try again.").format(folder=folder)


def sentence(error: BaseException, folder: Path | None = None) -> str:
    """Any error as a sentence that says what to do. `folder`: where the program wrote, if the error does not say."""
    folder_of_error = _folder_of(error) or folder
    if is_disk_full(error):
        return disk_full_sentence(folder_of_error)
    if isinstance(error, TrialmetricsError):
        return str(error)
    if not isinstance(error, OSError):
        return _(
            "Something went wrong that nobody foresaw ({kind}). Try again; if it comes back, send what the program logged to "
            "whoever looks after it."
        ).format(kind=type(error).__name__)
    reason = error.strerror or str(error)
    if error.errno in _NO_PERMISSION and folder_of_error is not None:
        return _("This program may not use {folder}: {reason}. Allow that, then try again.").format(
            folder=folder_of_error, reason=reason
        )
    return _("The system refused it: {reason}. Mend that, then try again.").format(reason=reason)


def _folder_of(error: BaseException | None) -> Path | None:
    """The folder of the file that the error, or one of its causes, names; None where none does."""
    while error is not None:
        name = (error.filename2 or error.filename) if isinstance(error, OSError) else None
        if isinstance(name, str | bytes):
            return Path(os.fsdecode(name)).parent
        error = error.__cause__
    return None
