"""What the machine refuses, in the reader's words: no room, no right to write, and whatever nobody foresaw."""

import errno
import os
from pathlib import Path

from trialmetrics.errors import TrialmetricsError
from trialmetrics.language import _

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


def is_no_room(error: BaseException) -> bool:
    """Whether a disk is full, whoever says so: the system itself, or the database in a sentence of its own."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _NO_ROOM
    return any(os.strerror(each) in str(error) for each in _NO_ROOM)


def no_room(folder: object = None) -> str:
    """What is said where a disk is full."""
    if folder is None:
        return _("There is no room left on the disk. Make room, then try again.")
    return _("There is no room left in {folder}. Make room there, then try again.").format(folder=folder)


def sentence(error: BaseException, folder: Path | None = None) -> str:
    """Any error as a sentence that says what to do; `folder`: where it was written to, if the error does not say."""
    if isinstance(error, TrialmetricsError):
        return str(error)
    place = _place(error) or folder
    if is_no_room(error):
        return no_room(place)
    if not isinstance(error, OSError):
        return _(
            "An error that nobody foresaw: {kind}. Try again; if it comes back, the log of the server says where it arose."
        ).format(kind=type(error).__name__)
    reason = error.strerror or str(error)
    if error.errno in _NOT_ALLOWED and place is not None:
        return _("{folder} cannot be written: {reason}. Allow it, then try again.").format(
            folder=place, reason=reason
        )
    return _("The system refused it: {reason}. Mend that, then try again.").format(reason=reason)


def _place(error: BaseException) -> Path | None:
    """The folder in which the system refused something."""
    name = error.filename2 or error.filename if isinstance(error, OSError) else None
    return Path(os.fsdecode(name)).parent if isinstance(name, str | bytes) else None
