"""A disk without room: a limit on the size of files, or a small file system of our own where the machine lets us mount one."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.conftest import ROOT


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Within it no file of this process grows beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def mount(folder: Path, kilobytes: int) -> None:
    """A file system of that size; only in a process that `alone` began."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    """Change it: `size=8m`, `ro`."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def unmount(folder: Path) -> None:
    """Take it away, with all that is in it."""
    subprocess.run(["umount", "-l", str(folder)], check=True)


@cache
def can_mount() -> bool:
    """Whether a process of ours may have file systems of its own."""
    probe = "d=$(mktemp -d) && mount -t tmpfs -o size=1m none $d"
    try:
        return subprocess.run(["unshare", "-rm", "sh", "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def alone(module: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run a module with file systems of its own."""
    return subprocess.run(
        ["unshare", "-rm", sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
