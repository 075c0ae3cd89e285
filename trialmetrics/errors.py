"""The exceptions of this package. Each carries one sentence for the reader that says what is wrong and how to fix it."""


class TrialmetricsError(Exception):
    """Base class of every exception of this package; `str(error)` is one sentence for the reader."""


class UsageError(TrialmetricsError):
    """An impossible request: a wrong option, an unknown upload, a bad value."""


class Conflict(UsageError):
    """What somebody else changed meanwhile; look again and decide anew."""


class UnreadableFile(TrialmetricsError):
    """A file that is no readable trial log or trial sheet; nothing of it was stored."""


class AmbiguousFile(TrialmetricsError):
    """A file that can be read in more than one way; the sentence names the option that settles it."""


class PolicyError(TrialmetricsError):
    """An invalid policy: the sentence says what is wrong and in which field."""


class DiskFull(TrialmetricsError):
    """A temporary copy that cannot be written: the sentence says where and why."""


class StoreError(TrialmetricsError):
    """The database cannot be opened, is held by another process, or is of a newer version."""


class NotAllowed(TrialmetricsError):
    """An action that the person's role does not allow."""
