"""What every command says in the same way: progress, reasons to stop, and JSON."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer

Result = TypeVar("Result")


@contextmanager
def counting(words: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar with rate and time left on stderr, for `progress(done, total)`.

    It is shown where stderr is a terminal only, and taken away at the end.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    console = Console(stderr=True)
    rate = TextColumn("{task.fields[rate]}", justify="right")
    columns = (words, BarColumn(), MofNCompleteColumn(), rate, TimeLeft(compact=True))
    with Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True
    ) as bar:
        task = bar.add_task(words, total=None, rate="")

        def show(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

        yield show


def or_exit(work: Callable[[], Result]) -> Result:
    """What `work` gives; where files are at fault, the reason on stderr and exit code 2."""
    from forgery_viewer.core.errors import ForgeryViewerError, system_reason

    try:
        return work()
    except ForgeryViewerError as error:
        reason = str(error)
    except OSError as error:
        reason = f"{error.filename}: {system_reason(error)}" if error.filename else str(error)
    typer.echo(f"forgery-viewer: {reason}", err=True)
    raise typer.Exit(2)


def print_json(value: Any) -> None:  # noqa: ANN401 - anything that JSON has
    """Print a value as JSON. NaN and infinities, which JSON does not have, raise ValueError."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))
