"""Runs the benchmarks: all of them as a table, or some as JSON."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from typing import Any

# Nothing here is looked at, and a screen's refresh rate would be measured along with the program.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Qt waits so many ms for more to repaint before it does; what counts is the work, so do not wait.
os.environ["QT_QPA_UPDATE_IDLE_TIME"] = "0"

from rich.console import Console
from rich.table import Table

from tests.benchmarks.catalogue import NAMES, find
from tests.benchmarks.figures import environment

Figures = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line names; returns the exit status."""
    options = _parse(arguments)
    if options.list:
        for name in NAMES:
            print(f"{name:14} {find(name).summary}")
        return 0
    names = options.names or NAMES
    if options.json:
        for name in names:
            print(json.dumps(run(name) if len(names) == 1 else run_apart(name)), flush=True)
        return 0
    return _print_table(names)


def run(name: str) -> Figures:
    """Measure in this process: one flat object of figures, bars and environment."""
    benchmark = find(name)
    figures = benchmark.measure()
    bars = {f"bar_{figure}": bar for figure, bar in benchmark.bars.items()}
    return {"benchmark": name, **figures, **bars, **environment()}


def run_apart(name: str) -> Figures:
    """Measure in a process of its own, so that no benchmark feels the ones before it.

    Raises CalledProcessError when it fails.
    """
    command = [sys.executable, "-m", "tests.benchmarks", name, "--json"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: Figures = json.loads(output)
    return figures


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; all when none is")
    parser.add_argument("--json", action="store_true", help="one JSON object a benchmark")
    parser.add_argument("--list", action="store_true", help="say what there is to measure")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in NAMES]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return options


def _print_table(names: tuple[str, ...]) -> int:
    table = Table("benchmark", "figure", box=None, pad_edge=False)
    for title in ("measured", "bar", ""):
        table.add_column(title, justify="right")
    failed = 0
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            figures = run_apart(name)
        except subprocess.CalledProcessError as error:
            failed = 1
            table.add_row(name, f"failed, exit status {error.returncode}")
            continue
        _add_rows(table, name, figures)
    Console().print(table)
    return failed


def _add_rows(table: Table, name: str, figures: Figures) -> None:
    table.add_section()
    shown = [key for key, value in figures.items() if isinstance(value, float)]
    for key in shown:
        if key.startswith("bar_"):
            continue
        bar = figures.get(f"bar_{key}")
        verdict = "" if bar is None else "held" if figures[key] <= bar else "missed"
        table.add_row(name, key, f"{figures[key]:.2f}", "" if bar is None else f"{bar:g}", verdict)
        name = ""


if __name__ == "__main__":
    sys.exit(main())
