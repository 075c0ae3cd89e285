"""Lets minutes pass for a server: advances its wall clock if there is a C compiler, else waits."""

import shutil
import struct
import subprocess
import time
from pathlib import Path

MINUTE = 60
_SOURCE = Path(__file__).with_name("clock.c")


class Clock:
    """The wall clock of servers started with `environment`; their other clocks stay those of the machine."""

    def __init__(self, folder: Path) -> None:
        self.environment: dict[str, str] = {}
        self._offset, self._file = 0, folder / "ahead"
        if compiler := shutil.which("cc"):
            library = folder / "clock.so"
            subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl"], check=True)
            self._file.write_bytes(struct.pack("=q", 0))
            self.environment = {"LD_PRELOAD": str(library), "CLOCK_AHEAD": str(self._file)}

    def minute(self) -> int:
        """The current minute of the servers, counted from the epoch."""
        return int(time.time() + self._offset) // MINUTE

    def next_minute(self) -> None:
        """Move on by one minute, or wait for the next one without a C compiler."""
        if self.environment:
            self._set_offset(self._offset + MINUTE)
        else:
            time.sleep(MINUTE - time.time() % MINUTE)

    def back_to_minute_start(self) -> None:
        """Set the servers' clock back to the start of its minute, so that what follows happens in the same minute."""
        if self.environment:
            self._set_offset(self._offset - int((time.time() + self._offset) % MINUTE))

    def _set_offset(self, offset: int) -> None:
        self._offset = offset
        with self._file.open("r+b") as file:  # in place, since the servers have the file mapped
            file.write(struct.pack("=q", offset))
