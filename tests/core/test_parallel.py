"""Work shared among threads."""

import threading

import pytest

from forgery_viewer.core.parallel import in_parallel


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    first = threading.Event()

    def work(number: int) -> int:
        # With several threads the first item is done last.
        if number == 0 and workers > 1:
            assert first.wait(10)
        if number == 199:
            first.set()
        return number * number

    assert in_parallel(work, range(200), workers=workers) == [n * n for n in range(200)]
    assert in_parallel(work, []) == []


def test_progress_comes_from_the_calling_thread_and_reaches_the_end() -> None:
    seen = list[tuple[int, int]]()
    threads = set[threading.Thread]()

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        threads.add(threading.current_thread())

    in_parallel(str, range(100), progress=progress)
    assert threads == {threading.current_thread()}
    assert seen == sorted(seen)
    assert seen[-1] == (100, 100)


class Endless:
    """Work that is not done before somebody wants it to end."""

    def __init__(self) -> None:
        self.numbers = range(100_000)
        self.worked = list[int]()
        self._wanted = threading.Event()

    def work(self, number: int) -> int:
        self.worked.append(number)
        if number > 1000:
            assert self._wanted.wait(10)
        return number

    def want_end(self) -> None:
        self._wanted.set()


def test_whoever_cancels_gets_what_was_done_and_no_thread_works_on() -> None:
    endless = Endless()

    def cancelled() -> bool:
        endless.want_end()
        return True

    results = in_parallel(endless.work, endless.numbers, cancelled=cancelled)
    assert results == sorted(endless.worked)
    assert len(results) < len(endless.numbers)


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_callback_that_raises_ends_the_work(error: type[BaseException]) -> None:
    endless = Endless()

    def progress(done: int, total: int) -> None:
        endless.want_end()
        raise error

    with pytest.raises(error):
        in_parallel(endless.work, endless.numbers, progress=progress)
    assert len(endless.worked) < len(endless.numbers)
    assert not [t for t in threading.enumerate() if t.name.startswith("in_parallel")]


def test_an_error_in_the_work_is_raised() -> None:
    def work(number: int) -> float:
        return 1 / (number - 50)

    with pytest.raises(ZeroDivisionError):
        in_parallel(work, range(100))


def test_one_worker_is_the_calling_thread() -> None:
    threads = set(in_parallel(lambda _item: threading.current_thread(), range(50), workers=1))
    assert threads == {threading.current_thread()}
    seen = list[tuple[int, int]]()
    done = in_parallel(
        str,
        range(100),
        progress=lambda *counts: seen.append(counts),
        cancelled=lambda: bool(seen),
        workers=1,
    )
    assert 0 < len(done) < 100
    assert seen == [(len(done), 100)]
