"""What the machine refuses, in the reader's words: no room, no right to write, and whatever nobody foresaw."""

import errno
import os
from pathlib import Path

from trialmetrics.errors import TrialmetricsError
from trialmetrics.text.language import _

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
# How the database says that what it would put aside on disk finds no room there.
_NO_ROOM_TO_SPILL = "max_temp_directory_size"


def is_no_room(error: BaseException) -> bool:
    """Whether a disk is full, whoever says so: the system itself, or the database in a sentence of its own."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _NO_ROOM
    return any(words in str(error) for words in (*map(os.strerror, _NO_ROOM), _NO_ROOM_TO_SPILL))


def no_room(folder: Path | None = None) -> str:
    """What a reader does about a full disk."""
    if folder is None:
        return _("There is no room left on the disk. Make room, or choose another place, then try again.")
    return _("There is no room left in {folder}. Make room there, then try again.").format(folder=folder)


def sentence(error: BaseException, folder: Path | None = None) -> str:
    """Any error as a sentence that says what to do; `folder`: where it was written to, if the error does not say."""
    place = _place(error) or folder
    if is_no_room(error):
        return no_room(place)
    if isinstance(error, TrialmetricsError):
        return str(error)
    if not isinstance(error, OSError):
        return _(
            "Something went wrong that nobody foresaw ({kind}). Try again; if it comes back, send what the program logged to "
            "whoever looks after it."
        ).format(kind=type(error).__name__)
    reason = error.strerror or str(error)
    if error.errno in _NOT_ALLOWED and place is not None:
        return _("This program may not use {folder}: {reason}. Allow that, then try again.").format(
            folder=place, reason=reason
        )
    return _("The system refused it: {reason}. Mend that, then try again.").format(reason=reason)


def _place(error: BaseException | None) -> Path | None:
    """The folder in which the system refused something, as the error or what caused it says."""
    while error is not None:
        name = (error.filename2 or error.filename) if isinstance(error, OSError) else None
        if isinstance(name, str | bytes):
            return Path(os.fsdecode(name)).parent
        error = error.__cause__
    return None
