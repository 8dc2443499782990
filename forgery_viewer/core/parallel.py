"""Much work of one kind, shared among threads, with results in the order of the work."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

Cancelled = Callable[[], bool]
Progress = Callable[[int, int], None]

#: More threads only wait for each other, and each holds decoded images.
MAX_WORKERS = 4

#: How long a caller that wants to cancel may have to wait until it is asked.
_ASK_EVERY_S = 0.2


def in_parallel(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    workers: int | None = None,
) -> list[Result]:
    """What `work` gives for each item, in the order of the items, whichever was done first.

    An exception in `work` ends everything and is raised here.

    Args:
        work: Called from several threads at once; fast where it spends its time without the GIL.
        items: What to work on.
        progress: Called with the items done and the items there are, from the calling thread.
        cancelled: Asked at first and then now and then, in the calling thread, whether to stop;
            fewer results than items are given back then.
        workers: Number of threads; by default one a processor, at most `MAX_WORKERS`. With one
            the calling thread works itself.
    """
    if cancelled is not None and cancelled():
        return []
    workers = workers or min(MAX_WORKERS, os.cpu_count() or 1)
    # Small enough that progress is steady, large enough that handing out costs nothing.
    length = max(1, min(16, len(items) // (workers * 8)))
    if workers == 1:
        return _in_turn(work, items, length, progress, cancelled)
    stop = Event()

    def run(start: int) -> list[Result]:
        found = list[Result]()
        for item in items[start : start + length]:
            if stop.is_set():
                break
            found.append(work(item))
        return found

    with ThreadPoolExecutor(workers, thread_name_prefix="in_parallel") as pool:
        chunks = list[Future[list[Result]]]()
        try:
            # The user may interrupt while the work is still handed out.
            for start in range(0, len(items), length):
                chunks.append(pool.submit(run, start))
            _watch(chunks, len(items), progress, cancelled)
        finally:
            # Also where a callback raises or the user interrupts: nothing must work on unseen.
            stop.set()
            pool.shutdown(cancel_futures=True)
    return [result for chunk in chunks if not chunk.cancelled() for result in chunk.result()]


def _in_turn(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    length: int,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> list[Result]:
    """Work on one item after the other; progress and cancellation after so many of them."""
    found = list[Result]()
    for start in range(0, len(items), length):
        found += map(work, items[start : start + length])
        if progress is not None:
            progress(len(found), len(items))
        if cancelled is not None and cancelled():
            break
    return found


def _watch(
    chunks: Sequence[Future[list[Result]]],
    total: int,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> None:
    """Wait for the chunks, report progress and ask whether to stop."""
    waiting, done = set(chunks), 0
    while waiting:
        timeout = None if cancelled is None else _ASK_EVERY_S
        finished, waiting = wait(waiting, timeout, FIRST_COMPLETED)
        done += sum(len(chunk.result()) for chunk in finished)
        if progress is not None and finished:
            progress(done, total)
        if cancelled is not None and cancelled():
            return
