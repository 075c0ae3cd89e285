"""Which session made which download: the web server hands one to whoever knows its address, and this is asked first."""

import hashlib
import threading
from collections import OrderedDict

MOST = 10_000  # downloads that are remembered; the oldest go first, and are made again by another click


class MadeFiles:
    """The downloads made so far. Thread-safe."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, content: bytes, session: str) -> None:
        """Note that a download with this content was made for a session."""
        made = _digest(content), session
        with self._lock:
            self._made[made] = None
            self._made.move_to_end(made)
            while len(self._made) > MOST:
                self._made.popitem(last=False)

    def is_for(self, content: bytes, session: str) -> bool:
        """Whether one with this content was made for the session."""
        made = _digest(content), session
        with self._lock:
            return made in self._made


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


MADE_FILES = MadeFiles()
