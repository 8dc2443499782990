"""The command line answers at once: what is slow to load waits for the command that needs it."""

import subprocess
import sys
from pathlib import Path

import pytest

SLOW = ("PySide6", "shiboken6", "torch", "cv2", "pandas", "pyqtgraph", "scipy")


@pytest.mark.parametrize("module", ["forgery_viewer", "forgery_viewer.cli"])
def test_importing_loads_nothing_slow(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({SLOW!r})))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (answer.stderr, answer.stdout.split()) == ("", [])


def test_asking_for_networks_leaves_torch_to_their_process() -> None:
    modules = ("forgery_viewer.predictors.opening", "forgery_viewer.predictors.networks.predictor")
    code = f"import sys, {', '.join(modules)}; print('torch' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (answer.stderr, answer.stdout.split()) == ("", ["False"])


def test_a_data_set_without_decisions_is_opened_without_what_writes_them(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.decision_queue import DecisionQueue

queue = DecisionQueue(Workspace.open(Path({str(tmp_path)!r})))
print(*queue.read()[0], "sqlalchemy" in sys.modules)
queue.prepare()
print("sqlalchemy" in sys.modules)
"""
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (answer.stderr, answer.stdout.split()) == ("", ["False", "True"])


def test_the_window_loads_what_compares_and_predicts_only_when_it_is_needed() -> None:
    slow = ("torch", "scipy.optimize", "scipy.sparse")
    code = f"import sys, forgery_viewer.app.main_window; print(*(set(sys.modules) & set({slow!r})))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == []
