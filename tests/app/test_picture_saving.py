"""Pictures of panes: on the clipboard, in files that are there whole, and never among the data."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.app import picture_saving as module
from forgery_viewer.app.picture_saving import PictureSaving, ask_file, png_bytes
from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.images import read_image
from forgery_viewer.core.thumbnail_maker import ThumbnailMaker
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_loader import reading
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.preferences import PICTURE_FOLDER, Preferences
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.browser import Browser
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.canvas_picture import CanvasPicture
from forgery_viewer.widgets.picture_choice import PictureChoice
from forgery_viewer.widgets.picture_dialog import PictureDialog
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.wording import size
from tests.core.building import noise, stack_of, write_case
from tests.widgets.documents import document_of

SIZE = (90, 120)
BOX = (slice(20, 50), slice(30, 70))
FORGED, OVERLAY = 1, 2
BARE = PictureChoice(full=True, overlay=False)
FULL_LEGEND = PictureChoice(full=True, legend=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_case(tmp_path / "set", "46763", size=SIZE, mask=stack_of(*SIZE, BOX))
    return tmp_path / "set"


@pytest.fixture
def page(qtbot: QtBot, root: Path) -> Iterator[ReviewPage]:
    """The page with a case on show."""
    model, tasks = DatasetModel(), Tasks("thumbnails", 1)
    thumbnails = Thumbnails(tasks, ThumbnailMaker(None, [(70, 252, 221)]))
    made = ReviewPage(Browser(model, RecordSelection(model), thumbnails))
    qtbot.addWidget(made)
    made.resize(1400, 800)
    with qtbot.waitExposed(made):
        made.show()
    case = reading(
        list_dataset(root), Workspace.open(root), RecordKey("train", "forged", "46763")
    )()
    document = document_of(stack_of(*SIZE, BOX))
    document.setParent(made)
    made.triptych.show_case(case, document)
    yield made
    tasks.close()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "preferences.ini")


@pytest.fixture
def asked() -> list[str]:
    """The file that the user will choose, and what was suggested."""
    return [""]


@pytest.fixture
def saving(page: ReviewPage, preferences: Preferences, asked: list[str]) -> Iterator[PictureSaving]:
    def ask(_parent: QWidget, suggested: str) -> str:
        asked.append(suggested)
        return asked[0]

    made = PictureSaving(page, preferences, ask_file=ask)
    yield made
    made.close()


def opened(saving: PictureSaving, place: int) -> PictureDialog:
    saving.open_dialog(place)
    assert saving.dialog is not None
    assert saving.dialog.isVisible()
    return saving.dialog


def is_the_end(words: str) -> bool:
    """Whether it is said that a picture is there, not only that it is being drawn."""
    return not words.endswith("…")


def clipped() -> QImage:
    return QGuiApplication.clipboard().image()


def test_copies_what_is_on_the_screen_at_once(
    saving: PictureSaving, page: ReviewPage, qtbot: QtBot
) -> None:
    canvas = page.triptych.panes[OVERLAY].canvas
    with qtbot.waitSignal(saving.told) as told:
        saving.copy(OVERLAY)
    assert told.args == [f"Copied {size(canvas.width(), canvas.height())} px."]
    assert (clipped().width(), clipped().height()) == (canvas.width(), canvas.height())
    drawn = saving.picture(OVERLAY, PictureChoice()).draw()
    assert clipped().convertToFormat(QImage.Format.Format_RGB32) == drawn


def test_rulers_on_show_are_copied(saving: PictureSaving, page: ReviewPage) -> None:
    page.triptych.panes[OVERLAY].canvas.show_rulers(True)
    saving.copy(OVERLAY)
    drawn = saving.picture(OVERLAY, PictureChoice(scale=True)).draw()
    assert clipped().convertToFormat(QImage.Format.Format_RGB32) == drawn


def test_without_a_picture_says_so(saving: PictureSaving, page: ReviewPage, qtbot: QtBot) -> None:
    page.triptych.show_nothing("images", "No image chosen.")
    with qtbot.waitSignal(saving.failed) as failed:
        saving.copy(OVERLAY)
    assert failed.args == ["There is no picture here to copy or save."]


def test_saves_every_pixel_and_remembers_the_folder(
    saving: PictureSaving,
    preferences: Preferences,
    asked: list[str],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    asked[0] = str(folder / "mine")
    with qtbot.waitSignal(saving.told, check_params_cb=is_the_end) as told:
        opened(saving, FORGED).save_asked.emit(BARE)
    assert told.args == [f"Saved {size(120, 90)} px as pictures/mine.png."]
    assert np.array_equal(read_image(folder / "mine.png"), noise(*SIZE, seed=1))
    assert [path.name for path in folder.iterdir()] == ["mine.png"]
    assert Path(asked[1]).name == "46763_forged.png"
    assert preferences.get(PICTURE_FOLDER) == str(folder)
    dialog = opened(saving, OVERLAY)
    assert dialog.choice == BARE
    asked[0] = ""
    dialog.save_asked.emit(BARE)
    assert asked[2] == str(folder / "46763_overlay.png")
    assert saving.dialog is dialog, "who chose no file is still asked"
    with qtbot.waitSignal(saving.told, check_params_cb=is_the_end):
        dialog.copy_asked.emit(BARE)
        assert not dialog.isVisible()
    assert clipped().width() == 120


def test_the_title_names_case_pane_and_note(
    saving: PictureSaving, page: ReviewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.triptych.panes[OVERLAY].set_note("truth, edited")
    titles: list[str] = []

    class Noted(CanvasPicture):
        def __init__(
            self, pane: CanvasPane, choice: PictureChoice, title: str, *, room: QSize | None = None
        ) -> None:
            titles.append(title)
            super().__init__(pane, choice, title, room=room)

    monkeypatch.setattr(module, "CanvasPicture", Noted)
    saving.picture(OVERLAY, PictureChoice(legend=True))
    assert titles == ["46763 · Overlay · truth, edited"]


@pytest.mark.parametrize("choice", [FULL_LEGEND, PictureChoice(legend=True)])
def test_what_takes_longer_is_copied_when_it_is_drawn(
    saving: PictureSaving, page: ReviewPage, qtbot: QtBot, choice: PictureChoice
) -> None:
    drawn = saving.picture(OVERLAY, choice).draw()
    assert drawn is not None
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(saving.told, check_params_cb=is_the_end) as told:
        opened(saving, OVERLAY).copy_asked.emit(choice)
        assert clipped().isNull(), "it is drawn by another thread"
    assert told.args == [f"Copied {size(drawn.width(), drawn.height())} px."]
    assert clipped().convertToFormat(QImage.Format.Format_RGB32) == drawn


def test_of_two_copies_the_last_one_counts(saving: PictureSaving, qtbot: QtBot) -> None:
    told: list[str] = []
    saving.told.connect(told.append)
    with qtbot.waitSignal(saving.told, check_params_cb=is_the_end):
        for place in (FORGED, OVERLAY):
            opened(saving, place).copy_asked.emit(FULL_LEGEND)
    assert len([words for words in told if is_the_end(words)]) == 1
    drawn = saving.picture(OVERLAY, FULL_LEGEND).draw()
    assert clipped().convertToFormat(QImage.Format.Format_RGB32) == drawn


def test_a_picture_is_of_what_was_on_show_when_it_was_asked_for(
    saving: PictureSaving, page: ReviewPage, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(saving.told, check_params_cb=is_the_end):
        saving.save(FORGED, BARE, tmp_path / "out" / "mine.png")
        page.triptych.show_nothing("images", "No image chosen.")
    assert np.array_equal(read_image(tmp_path / "out/mine.png"), noise(*SIZE, seed=1))


def fails(saving: PictureSaving, path: Path, qtbot: QtBot) -> str:
    with qtbot.waitSignal(saving.failed) as failed:
        saving.save(FORGED, BARE, path)
    return str(failed.args[0])


def test_a_folder_that_is_none_is_told(saving: PictureSaving, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("")
    words = fails(saving, tmp_path / "file" / "mine.png", qtbot)
    assert words.endswith("file: is not a folder.")


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.EACCES, "permission denied"), (errno.ENOSPC, "no space left on device")],
)
def test_what_cannot_be_written_is_told_and_leaves_the_file_as_it_was(
    saving: PictureSaving,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    words: str,
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.png").write_bytes(b"before")

    def refuse(_handle: int) -> None:
        raise OSError(code, words.capitalize())

    monkeypatch.setattr(os, "fsync", refuse)
    assert fails(saving, out / "mine.png", qtbot) == f"out/mine.png: cannot be written: {words}."
    assert [path.name for path in out.iterdir()] == ["mine.png"]
    assert (out / "mine.png").read_bytes() == b"before"


@pytest.mark.parametrize("folder", ["", "train_images/forged", "train_masks"])
def test_nothing_is_written_among_the_data(
    saving: PictureSaving, root: Path, qtbot: QtBot, folder: str
) -> None:
    words = fails(saving, root / folder / "mine.png", qtbot)
    assert words.endswith("; choose another folder.")
    assert not (root / folder / "mine.png").exists()


def test_closing_writes_what_was_asked_for(
    saving: PictureSaving, tmp_path: Path, page: ReviewPage
) -> None:
    saving.save(FORGED, BARE, tmp_path / "out" / "late.png")
    dialog = opened(saving, FORGED)
    saving.close()
    assert not dialog.isVisible()
    assert np.array_equal(read_image(tmp_path / "out/late.png"), noise(*SIZE, seed=1))


def test_closing_the_window_with_the_dialog_leaves_nothing(
    saving: PictureSaving, page: ReviewPage
) -> None:
    opened(saving, FORGED).reject()
    opened(saving, FORGED)


def test_png_bytes_are_the_pixels_of_a_picture(tmp_path: Path) -> None:
    pixels = noise(33, 47)
    picture = QImage(pixels.data, 47, 33, 3 * 47, QImage.Format.Format_RGB888)
    (tmp_path / "a.png").write_bytes(png_bytes(picture.convertToFormat(QImage.Format.Format_RGB32)))
    assert np.array_equal(read_image(tmp_path / "a.png"), pixels)


def answer(act: Callable[[QFileDialog], None]) -> None:
    """Act on the file dialog as soon as it is open."""

    def look() -> None:
        [dialog] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]
        act(dialog)

    QTimer.singleShot(0, look)


def test_the_file_dialog_suggests_a_name_and_adds_the_suffix(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    offered: list[str] = []

    def take(dialog: QFileDialog) -> None:
        offered.extend(dialog.selectedFiles())
        dialog.selectFile("other")
        dialog.accept()

    answer(take)
    suggested = str(tmp_path / "46763_curtain.png")
    assert ask_file(parent, suggested) == str(tmp_path / "other.png")
    assert offered == [suggested]
    answer(QFileDialog.reject)
    assert ask_file(parent, suggested) == ""
