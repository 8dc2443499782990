"""The only door to OpenCV.

The opencv-python wheel points Qt at plugins and fonts of its own when it is imported, with which
PySide6 cannot start, and writes warnings of damaged files to standard error, where nobody who looks
at a window sees them: readers raise errors that say the same. Both are put right here, so every
module takes `cv2` from here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


@contextmanager
def _variables_kept(names: tuple[str, ...]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in names}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


with _variables_kept(_QT_VARIABLES):
    import cv2

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["cv2"]
