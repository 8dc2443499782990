"""Files that are either there whole or not at all, and files that only grow.

A file is written under another name in the same folder, brought to the disk and then renamed over
the one it replaces: neither a crash nor a full disk leaves half a file, or loses the old one.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

SWEPT_AFTER_S = 600
"""Temporary files that are younger may be about to be renamed."""

_TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.tmp")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary file to write, which takes the place of `path` when the block ends.

    The folder must exist. If the block raises, `path` stays as it was and nothing is left behind.

    Raises:
        OSError: The folder or the file cannot be written.
    """
    # Hidden, so that no listing takes it for data, and short, whatever the length of the name.
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_bytes(path: Path, data: bytes | memoryview) -> None:
    """Make `data` the contents of `path`. Raises OSError, and then leaves it as it was."""
    with replacing(path) as file:
        file.write(data)


def append(path: Path, length: int, data: bytes) -> None:
    """Put `data` behind the first `length` bytes of a file, and bring it to the disk.

    What else stood there, as part of something that was not written to its end, goes.

    Raises:
        OSError: The file is not there, is shorter than that, or cannot be written; `length` bytes
            of it are as they were.
    """
    # Without a buffer: what is left in one would be written after all when the file is closed.
    with path.open("r+b", buffering=0) as file:
        there = file.seek(0, os.SEEK_END)
        if there < length:
            raise OSError(f"only {there:,} of {length:,} bytes of it are left")
        try:
            file.truncate(length)
            file.seek(length)
            left = memoryview(data)
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                file.truncate(length)
            raise


def copy_file(source: Path, target: Path) -> None:
    """Make `target` a byte for byte copy of `source`. Raises OSError as `write_bytes` does."""
    with source.open("rb") as original, replacing(target) as copy:
        shutil.copyfileobj(original, copy)


def sweep(folder: Path) -> None:
    """Remove what writers that were killed left in a folder and those below it, long ago."""
    long_ago = time.time() - SWEPT_AFTER_S
    with suppress(OSError):
        for path in folder.rglob(".*.tmp"):
            with suppress(OSError):
                if _TEMPORARY.fullmatch(path.name) and path.stat().st_mtime < long_ago:
                    path.unlink()


def _sync_folder(folder: Path) -> None:
    # Windows opens no folders and some network drives sync none: the rename itself is done anyway.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
