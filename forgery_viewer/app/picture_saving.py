"""Pictures of what the canvases show: to the clipboard at once, or as PNG files."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QSize, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import ExportError, ForgeryViewerError, short_name, system_reason
from forgery_viewer.core.layout import IMAGE_FOLDERS
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.output_folder import prepare_folder
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.preferences import PICTURE_FOLDER, Preferences
from forgery_viewer.state.tasks import Task, Tasks
from forgery_viewer.widgets.canvas_picture import CanvasPicture
from forgery_viewer.widgets.picture_choice import PictureChoice, PictureError
from forgery_viewer.widgets.picture_dialog import PictureDialog
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.wording import size

SUFFIX = ".png"

ONLY_A_PART = "Only a part of it has been computed: what is on the screen can be copied or saved."


def ask_file(parent: QWidget, suggested: str) -> str:
    """Ask for a file to save a picture in, which may exist; "" where there is none wanted."""
    dialog = QFileDialog(parent, "Save the picture", suggested, f"PNG picture (*{SUFFIX})")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # Before Qt asks whether to replace a file, not after.
    dialog.setDefaultSuffix(SUFFIX)
    dialog.selectFile(Path(suggested).name)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return chosen[0] if chosen else ""


class PictureSaving(QObject):
    """Copies and saves what a pane shows. A file is there whole or not at all."""

    told = Signal(str)
    """A picture was copied or saved; carries the sentence that says so."""
    failed = Signal(str)
    """There is no picture, or it could not be written; carries why."""

    def __init__(
        self,
        page: ReviewPage,
        preferences: Preferences,
        parent: QObject | None = None,
        *,
        ask_file: Callable[[QWidget, str], str] = ask_file,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._preferences = preferences
        self._ask_file = ask_file
        self._lane = Tasks("picture", 1, self)
        self._last = PictureChoice()
        self._copying: Task | None = None
        self.dialog: PictureDialog | None = None

    def close(self) -> None:
        """Write what was asked for, and nothing more."""
        self._close_dialog()
        self._lane.finish()
        self._lane.close()

    def copy(self, place: int) -> None:
        """Put what a pane shows on the clipboard, as on the screen, rulers included."""
        has_rulers = self._page.triptych.panes[place].canvas.ruler_layer.isVisible()
        self._copy(place, PictureChoice(scale=has_rulers))

    def open_dialog(self, place: int) -> None:
        """Ask what picture of a pane it is to be; the choice of the last time is offered."""
        self._close_dialog()
        dialog = PictureDialog(partial(self._small, place), self._last, self._page)
        dialog.copy_asked.connect(partial(self._copy, place))
        dialog.save_asked.connect(partial(self._ask_and_save, place))
        self.dialog = dialog
        dialog.open()

    def _small(self, place: int, choice: PictureChoice, room: QSize) -> tuple[QImage, QSize]:
        picture = self.picture(place, choice, room)
        drawn = picture.draw()
        return drawn or QImage(), QSize(picture.width, picture.height)

    def picture(
        self, place: int, choice: PictureChoice, room: QSize | None = None
    ) -> CanvasPicture:
        """What a pane shows, to be drawn as a picture; PictureError where there can be none."""
        pane = self._page.triptych.panes[place]
        if choice.full and pane.part_note:
            raise PictureError(ONLY_A_PART)
        case = self._page.triptych.case
        case_id = case.key.case_id if case is not None else ""
        title = " · ".join(filter(None, (case_id, pane.title, pane.part_note, pane.note)))
        return CanvasPicture(pane, choice, title, room=room)

    def save(self, place: int, choice: PictureChoice, path: Path) -> None:
        """Write a picture of what a pane shows now, behind the window."""
        picture = self._picture_or_reason(place, choice)
        if picture is None:
            return
        root = _root_of(self._page.triptych.case)
        folder = path.parent

        def write() -> str:
            drawn = picture.draw()
            if root is not None:
                prepare_folder(root, folder)
            if drawn is not None:
                atomic.write_bytes(path, png_bytes(drawn))
            return f"Saved {size(picture.width, picture.height)} px as {short_name(path)}."

        self.told.emit("The picture is being drawn and saved…")
        self._lane.submit(write, self.told.emit, partial(self._fail, path))

    def _copy(self, place: int, choice: PictureChoice) -> None:
        picture = self._picture_or_reason(place, choice)
        if picture is None:
            return
        # Of two pictures only the one that was asked for last can be on the clipboard.
        if self._copying is not None:
            self._copying.cancel()
            self._copying = None
        self._remember(choice)
        if choice.full or choice.legend:
            self.told.emit("The picture is being drawn…")
            self._copying = self._lane.submit_cancellable(
                lambda task: picture.draw(task.is_cancelled),
                self._put_on_clipboard,
                self._fail_copying,
            )
        else:
            self._put_on_clipboard(picture.draw())

    def _put_on_clipboard(self, picture: QImage | None) -> None:
        self._copying = None
        if picture is not None:
            QGuiApplication.clipboard().setImage(picture)
            self.told.emit(f"Copied {size(picture.width(), picture.height())} px.")

    def _fail_copying(self, error: BaseException) -> None:
        self._copying = None
        if not isinstance(error, PictureError):
            raise error
        self.failed.emit(str(error))

    def _ask_and_save(self, place: int, choice: PictureChoice) -> None:
        suggested = self._folder() / self._name(place)
        chosen = self._ask_file(self.dialog or self._page, str(suggested))
        if chosen:
            path = Path(chosen)
            if path.suffix.lower() != SUFFIX:
                path = path.with_name(path.name + SUFFIX)
            self._preferences.set(PICTURE_FOLDER, str(path.parent))
            self._remember(choice)
            self.save(place, choice, path)

    def _remember(self, choice: PictureChoice) -> None:
        """Offer the same next time; what was asked for is done."""
        if self.dialog is not None:
            self._last = choice
        self._close_dialog()

    def _picture_or_reason(self, place: int, choice: PictureChoice) -> CanvasPicture | None:
        try:
            return self.picture(place, choice)
        except PictureError as error:
            self.failed.emit(str(error))
            return None

    def _folder(self) -> Path:
        known = self._preferences.get(PICTURE_FOLDER)
        if known and Path(known).is_dir():
            return Path(known)
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        return Path(QStandardPaths.writableLocation(pictures))

    def _name(self, place: int) -> str:
        """The case and what is seen of it, as `46763_curtain.png`."""
        case, pane = self._page.triptych.case, self._page.triptych.panes[place]
        title = re.sub(r"\W+", "_", pane.title.lower()).strip("_")
        part = "part" if pane.part_note else ""
        return "_".join(filter(None, (case.key.case_id if case else "", title, part))) + SUFFIX

    def _fail(self, path: Path, error: BaseException) -> None:
        if isinstance(error, PictureError):
            self.failed.emit(str(error))
            return
        if isinstance(error, OSError):
            error = ExportError(path, f"cannot be written: {system_reason(error)}")
        if not isinstance(error, ForgeryViewerError):
            raise error
        self.failed.emit(f"{error}.")

    def _close_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None


def png_bytes(picture: QImage) -> memoryview:
    """A picture of 32 bits without transparency as the contents of a PNG file, on any thread."""
    rows, columns = picture.height(), picture.width()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(rows, columns, 4)
    # Four times as fast as Qt, for a file that is a tenth larger.
    _done, data = cv2.imencode(SUFFIX, cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR))
    # As it is: to copy tens of megabytes would keep Python from the window for as long.
    return data.data


def _root_of(case: LoadedCase | None) -> Path | None:
    """The data set that a case is of, into which nothing is written."""
    sides = (case.subject, case.authentic) if case is not None else ()
    for record in (side.record for side in sides if side.record is not None):
        for root in record.image_path.parents:
            if any(record.image_path.is_relative_to(root / f.images) for f in IMAGE_FOLDERS):
                return root
    return None
