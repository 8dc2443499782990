"""The window in both looks and at every size: nothing is cut, nothing keeps the other's colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer
from PySide6.QtGui import QImage, QStyleHints
from PySide6.QtWidgets import QApplication, QWidget

from forgery_viewer.state.preferences import APPEARANCE
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.legibility import illegible
from tests.e2e.samples import FIGURE, ONE, PRISTINE, TWO
from tests.e2e.user import CTRL, SHIFT, User

SIZES = [(1280, 720), (1440, 900), (2560, 1440)]
Key = Qt.Key


def settle() -> None:
    """Let every layout and paint that is due happen."""
    for _ in range(3):
        QCoreApplication.processEvents()


def expect_legible(user: User, window: QWidget) -> None:
    """Nothing is cut, at the latest when what is made in turns of its own has been laid out."""
    turn = QTimer(interval=0)
    turn.start()
    cut = ["not looked at"]

    def is_legible() -> bool:
        cut[:] = illegible(window)
        return not cut

    try:
        user.until(is_legible, turn.timeout)
    except AssertionError:
        assert cut == []
        raise


def colour_at(picture: QImage, widget: QWidget, place: QPoint) -> str:
    return picture.pixelColor(widget.mapTo(widget.window(), place)).name().upper()


def expect_base(user: User, theme: Theme) -> None:
    """The bars have the colours of a look."""
    settle()
    picture = user.window.grab().toImage()
    assert colour_at(picture, user.window.status_bar, QPoint(2, 12)) == theme.base


def expect_look(user: User, theme: Theme) -> None:
    """The grounds of the window have the colours of a look."""
    settle()
    window, page = user.window, user.window.page
    picture = window.grab().toImage()
    grounds: dict[str, list[tuple[QWidget, QPoint]]] = {
        theme.base: [
            (window.status_bar, QPoint(2, 12)),
            (page.case_bar, QPoint(2, 2)),
            (page.options_bar, QPoint(2, 2)),
            (page.tool_strip, QPoint(1, 200)),
        ],
        theme.canvas: [(page.triptych.overlay.canvas, QPoint(2, 2))],
        theme.well: [(page.browser.table, QPoint(20, page.browser.table.height() - 4))],
    }
    for colour, places in grounds.items():
        for widget, place in places:
            assert colour_at(picture, widget, place) == colour, type(widget).__name__


def expect_text(user: User, theme: Theme) -> None:
    """Every line of text has one of the colours that a look has for text."""
    known = {theme.text1, theme.text2, theme.text3, theme.accent, theme.disabled}
    known |= {theme.ok, theme.warn, theme.danger}
    for label in user.window.findChildren(ElidedLabel):
        if label.isVisible() and label.text():
            colour = label.palette().color(label.foregroundRole()).name().upper()
            assert colour in known, f"{label.text()!r} in the {theme.name} look"


def test_looks_switch_at_once(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    window = user.window
    for look, theme in (("light", LIGHT), ("dark", DARK)):
        window.actions_by_key[f"{look}_look"].trigger()
        expect_look(user, theme)
        expect_text(user, theme)
        assert window.preferences.get(APPEARANCE) == look


def test_the_look_follows_the_system(
    user: User,
    samples: Path,
    plain_application: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hints = plain_application.styleHints()

    def system_turns(scheme: Qt.ColorScheme) -> None:
        # No platform that tests run on has a look of its own to change.
        monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: scheme)
        hints.colorSchemeChanged.emit(scheme)

    user.open(samples)
    user.window.actions_by_key["system_look"].trigger()
    system_turns(Qt.ColorScheme.Light)
    expect_look(user, LIGHT)
    system_turns(Qt.ColorScheme.Dark)
    expect_look(user, DARK)
    user.window.actions_by_key["light_look"].trigger()
    system_turns(Qt.ColorScheme.Dark)
    expect_look(user, LIGHT)


def test_no_words_are_cut_on_the_start_page(user: User, samples: Path) -> None:
    user.open(samples)
    user.key(Key.Key_W, CTRL)
    assert user.window.start_page.isVisible()
    for size in SIZES:
        user.window.resize(*size)
        settle()
        assert illegible(user.window) == [], size


@pytest.mark.parametrize("size", SIZES)
def test_no_words_are_cut_on_the_review_page(
    user: User, samples: Path, size: tuple[int, int]
) -> None:
    window = user.window
    window.resize(*size)
    user.open(samples)
    user.wait_for_audit()
    for key in (FIGURE, PRISTINE, TWO):
        user.choose(key)
        if window.review.document is not None:
            user.wait_until_measured()
            user.drag([(30, 60), (90, 70)])
            user.wait_until_measured()
        window.page.banner.show_message(
            "danger",
            "Case 102 cannot be written: train_masks/102.npy: no space left on device. Its edits"
            " are kept in this window, and nothing of them is lost as long as it is open.",
            "Try again",
            lambda: None,
        )
        expect_legible(user, window)
        window.page.banner.clear()
    user.choose(FIGURE)
    for layout in ("column", "focus", "row"):
        window.view_options.set_layout(layout)
        settle()
        assert illegible(window) == [], layout


def test_no_words_are_cut_for_real_cases(user: User, shared_data: Path, tmp_path: Path) -> None:
    user.window.resize(*SIZES[0])
    user.open(shared_data / "recodai_broken", tmp_path / "workspace")
    user.wait_for_audit()
    for case_id in ("9481", "40421", "38343", "26096", "35276"):
        rows = [user.window.model.key_at(p) for p in range(user.window.model.rowCount())]
        user.choose(next(key for key in rows if key.case_id == case_id and key.label == "forged"))
        user.wait_until_measured()
        expect_legible(user, user.window)


def test_no_words_are_cut_in_dialogs(user: User, samples: Path) -> None:
    user.open(samples)
    user.drag([(30, 60), (90, 70)])
    user.key(Key.Key_E, CTRL | SHIFT)
    settle()
    assert illegible(user.dialog()) == []
    user.key(Key.Key_Escape)
    user.key(Key.Key_F1)
    settle()
    assert illegible(user.dialog()) == []
    user.key(Key.Key_Escape)


def test_the_narrowest_window_still_says_what_it_shows(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TWO)
    user.wait_until_measured()
    changes = user.window.comparing.changes
    user.until(lambda: not changes.is_behind, changes.counted)
    # What it finds is listed anew when it is done, wherever one looks then.
    user.wait_for_audit()
    user.window.resize(user.window.minimumSize())
    settle()
    bar = user.window.page.case_bar
    assert bar.text.startswith("102 forged")
    assert any(label.shown_text.startswith("forged") for label in bar.findChildren(ElidedLabel))
    assert user.window.status_bar.workspace_text == "samples / .forgery_viewer"
    assert illegible(user.window) == []


def test_the_status_bar_reads_the_pixel_under_the_pointer(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TWO)
    x, y = user.hover((65, 55))
    case = user.window.page.triptych.case
    assert case is not None
    assert case.subject.pyramid is not None
    assert case.authentic.pyramid is not None
    column, row = int(x), int(y)
    forged, authentic = (
        " ".join(str(v) for v in side.pyramid.image[row, column])
        for side in (case.subject, case.authentic)
        if side.pyramid is not None
    )
    text = user.window.status_bar.pixel_text
    assert text == (
        f"x {column}  y {row} | Authentic {authentic} | Forged {forged} | Difference 0"
        " | Instance 1, Instance 2"
    )
    user.hover((5, 5))
    assert user.window.status_bar.pixel_text.endswith("No instance")


def test_the_window_comes_back_as_it_was_left(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    user.key(Key.Key_Tab)
    user.type("]]]c")
    user.window.actions_by_key["light_look"].trigger()
    changes = user.window.comparing.changes
    user.until(lambda: not changes.is_behind, changes.counted)
    settle()
    user.click(user.window.page.figures.header)
    user.key(Key.Key_B, CTRL)
    user.window.page.splitter.moveSplitter(1100, 2)
    brush_px = user.window.page.options_bar.size_field.value()
    dock_px = user.window.page.widths()[1]
    close_window(user.window)

    again = User(open_window())
    again.open(samples)
    settle()
    page = again.window.page
    assert page.triptych.layout_choice == page.case_bar.layouts.choice == "row"
    assert page.options_bar.size_field.value() == brush_px
    assert page.options_bar.modes.choice == "contour"
    assert not again.overlay.mask_layer.isVisible()
    assert again.window.actions_by_key["contour_only"].isChecked()
    assert not page.figures.is_open
    assert page.instances.is_open
    assert not page.browser.isVisible()
    assert page.widths()[1] == dock_px
    expect_base(again, LIGHT)
