"""The command line: everything the window does to data, without a window.

Only typer and the standard library are imported here; each command imports what it needs, so that
`--help` and completion answer at once.
"""

from forgery_viewer.cli import (  # noqa: F401 - add commands
    check,
    index,
    masks,
    predict,
    predictors,
    review,
    score,
    stats,
    submission,
    window,
)
from forgery_viewer.cli.program import cli, main

__all__ = ["cli", "main"]
