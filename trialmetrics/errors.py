"""What can go wrong, in the reader's words: one root, one clear sentence each, saying how to mend it."""


class TrialmetricsError(Exception):
    """Root of every error of this package; `str(error)` is one sentence for the reader."""


class UsageError(TrialmetricsError):
    """The request itself cannot be carried out: a wrong option, an unknown upload, a bad value."""


class UnreadableFile(TrialmetricsError):
    """A file that cannot be read as a trial log or trial sheet at all; nothing of it was stored."""


class QuestionOpen(TrialmetricsError):
    """A file that can be read in more than one way; the sentence names the option that answers."""


class PolicyError(TrialmetricsError):
    """A policy that cannot be used: what is wrong in it, and where."""


class NoRoom(TrialmetricsError):
    """A temporary copy that cannot be written: where, and why."""


class StoreError(TrialmetricsError):
    """The database cannot be opened, is held by another process, or is of a newer version."""
