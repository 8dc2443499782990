"""Memory that was freed goes back to the system.

glibc's malloc learns from the first large blocks that are freed to take the next ones from its own
heap. That is quick, and painting needs it; but images of mixed sizes that come and go leave holes
in it that few fit into: after 500 cases more memory lay idle there than the images kept had.
"""

from __future__ import annotations

import ctypes
import sys


def give_freed_memory_back() -> bool:
    """Give the pages back on which nothing lives any more; for a thread that nobody waits for.

    Returns whether there were any. On systems other than glibc's, which do it by themselves, False.
    """
    if not sys.platform.startswith("linux"):
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # not in musl
    return trim is not None and trim(0) == 1
