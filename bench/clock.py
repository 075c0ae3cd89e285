"""Minutes that pass for a server: its wall clock is put forward where there is a C compiler; else they are waited for."""

import shutil
import struct
import subprocess
import time
from pathlib import Path

MINUTE = 60
_SOURCE = Path(__file__).with_name("clock.c")


class Clock:
    """The wall clock of the servers that run with this `environment`; their other clocks are the machine's."""

    def __init__(self, folder: Path) -> None:
        self.environment: dict[str, str] = {}
        self._ahead, self._file = 0, folder / "ahead"
        if compiler := shutil.which("cc"):
            library = folder / "clock.so"
            subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl"], check=True)
            self._file.write_bytes(struct.pack("=q", 0))
            self.environment = {"LD_PRELOAD": str(library), "CLOCK_AHEAD": str(self._file)}

    def minute(self) -> int:
        """Which minute it is for the servers."""
        return int(time.time() + self._ahead) // MINUTE

    def next_minute(self) -> None:
        """Let a minute pass."""
        if self.environment:
            self._put(self._ahead + MINUTE)
        else:
            time.sleep(MINUTE - time.time() % MINUTE)

    def stay(self) -> None:
        """Put the clock back to the beginning of its minute, so that what follows is in it too; not the machine's clock."""
        if self.environment:
            self._put(self._ahead - int((time.time() + self._ahead) % MINUTE))

    def _put(self, ahead: int) -> None:
        self._ahead = ahead
        with self._file.open("r+b") as file:  # in place: the servers have it mapped
            file.write(struct.pack("=q", ahead))
