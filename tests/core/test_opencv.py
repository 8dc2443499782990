"""OpenCV comes in without touching Qt."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import os
from forgery_viewer.core.opencv import cv2
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"), os.environ.get("QT_QPA_FONTDIR"))
print(cv2.utils.logging.getLogLevel() == cv2.utils.logging.LOG_LEVEL_SILENT)
"""


@pytest.mark.parametrize("before", [None, "/some/where"])
def test_qt_s_variables_are_as_they_were(before: str | None) -> None:
    names = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    if before is not None:
        environment |= dict.fromkeys(names, before)
    program = [sys.executable, "-c", PROGRAM]
    result = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.split() == [str(before), str(before), "True"]
