"""Icon buttons, icons, segments and folding sections as a hand and a keyboard meet them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.buttons import Choice, IconButton, IconLabel, Segments
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme

Put = Callable[..., QWidget]
Dress = Callable[[Theme], None]
Show = Callable[[QWidget], None]

OVERLAY = (
    Choice("fill", "Fill", "square"),
    Choice("contour", "Contour", "square-dashed"),
    Choice("both", "Both", "square-dot"),
)


def strongest(image: QImage, towards: str) -> QColor:
    """The opaque colour in `image` nearest to `towards`: the stroke of an icon without its rim."""
    wanted = QColor(towards)
    opaque = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 200
    ]
    return min(
        opaque,
        key=lambda c: (
            abs(c.red() - wanted.red())
            + abs(c.green() - wanted.green())
            + abs(c.blue() - wanted.blue())
        ),
    )


def near(colour: QColor, wanted: str) -> bool:
    other = QColor(wanted)
    return (
        max(
            abs(colour.red() - other.red()),
            abs(colour.green() - other.green()),
            abs(colour.blue() - other.blue()),
        )
        < 12
    )


def icon_image(
    button: IconButton,
    mode: QIcon.Mode = QIcon.Mode.Normal,
    state: QIcon.State = QIcon.State.Off,
) -> QImage:
    return button.icon().pixmap(QSize(16, 16), 3.0, mode, state).toImage()


@pytest.fixture
def put(dress: Dress, show: Show) -> Callable[..., QWidget]:
    def shown(*children: QWidget) -> QWidget:
        host = QWidget()
        row = QHBoxLayout(host)
        for child in children:
            row.addWidget(child)
        show(host)
        return host

    return shown


def test_icon_button_has_the_colours_of_the_theme_and_follows_it(put: Put, dress: Dress) -> None:
    button = IconButton("x")
    put(button)
    assert near(strongest(icon_image(button), DARK.text2), DARK.text2)
    dress(LIGHT)
    assert near(strongest(icon_image(button), LIGHT.text2), LIGHT.text2)
    hovered = icon_image(button, QIcon.Mode.Active)
    assert near(strongest(hovered, LIGHT.text1), LIGHT.text1)


def test_checked_tool_is_white_and_other_checked_buttons_are_text1(put: Put, dress: Dress) -> None:
    tool, plain = IconButton("x", tool=True), IconButton("x")
    put(tool, plain)
    dress(LIGHT)
    checked = QIcon.State.On
    assert near(strongest(icon_image(tool, state=checked), "#FFFFFF"), "#FFFFFF")
    assert near(strongest(icon_image(plain, state=checked), LIGHT.text1), LIGHT.text1)
    assert tool.size() == QSize(32, 32)


def test_hint_names_key_and_use_and_escapes_them(qtbot: QtBot) -> None:
    button = IconButton("brush")
    qtbot.addWidget(button)
    button.set_hint("Smaller", "[ < ]", "Makes the brush smaller.")
    assert "<b>Smaller</b>" in button.toolTip()
    assert "[ &lt; ]" in button.toolTip()
    assert "Makes the brush smaller." in button.toolTip()
    assert button.accessibleName() == "Smaller"


def test_blocked_button_says_why_and_recovers(qtbot: QtBot) -> None:
    button = IconButton("undo-2")
    qtbot.addWidget(button)
    button.set_hint("Undo", "Ctrl+Z", "Takes the last stroke back.")
    button.block("Nothing to undo.")
    assert not button.isEnabled()
    assert "Nothing to undo." in button.toolTip()
    button.block("")
    assert button.isEnabled()
    assert "Takes the last stroke back." in button.toolTip()


def test_click_leaves_no_focus_behind_but_tab_reaches_the_button(put: Put, qtbot: QtBot) -> None:
    first, second = IconButton("plus"), IconButton("copy")
    put(first, second)
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert not second.hasFocus()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    with qtbot.waitSignal(second.clicked):
        QTest.keyClick(second, Qt.Key.Key_Space)


def test_unknown_icon_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="no icon is called"):
        IconButton("bruhs")


def test_icon_label_follows_tone_and_theme(put: Put, dress: Dress) -> None:
    label = IconLabel("x", "warn")
    put(label)
    assert near(strongest(label.pixmap().toImage(), DARK.warn), DARK.warn)
    label.set_icon("circle-check", "ok")
    dress(LIGHT)
    assert label.icon_name == "circle-check"
    assert near(strongest(label.pixmap().toImage(), LIGHT.ok), LIGHT.ok)


def test_clicking_a_segment_chooses_it_alone(put: Put, qtbot: QtBot) -> None:
    segments = Segments(OVERLAY)
    put(segments)
    assert segments.choice == "fill"
    with qtbot.waitSignal(segments.chosen) as signal:
        QTest.mouseClick(segments.button("both"), Qt.MouseButton.LeftButton)
    assert signal.args == ["both"]
    assert [c.key for c in OVERLAY if segments.button(c.key).isChecked()] == ["both"]


def test_choosing_again_or_by_code_sends_nothing(put: Put, qtbot: QtBot) -> None:
    segments = Segments(OVERLAY)
    put(segments)
    with qtbot.assertNotEmitted(segments.chosen):
        QTest.mouseClick(segments.button("fill"), Qt.MouseButton.LeftButton)
        segments.set_choice("contour")
    assert segments.choice == "contour"


def test_arrow_keys_choose_the_neighbours(put: Put, qtbot: QtBot) -> None:
    segments = Segments(OVERLAY)
    put(segments)
    segments.button("fill").setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(segments.chosen) as signal:
        QTest.keyClick(segments.button("fill"), Qt.Key.Key_Right)
    assert signal.args == ["contour"]
    assert QApplication.focusWidget() is segments.button("contour")
    QTest.keyClick(segments.button("contour"), Qt.Key.Key_Left)
    assert segments.choice == "fill"


def test_compact_segments_show_icons_that_are_named_in_tooltips(put: Put, qtbot: QtBot) -> None:
    segments = Segments(OVERLAY)
    put(segments)
    wide = segments.sizeHint().width()
    segments.set_compact(compact=True)
    assert segments.sizeHint().width() < wide
    assert "Contour" in segments.button("contour").toolTip()
    segments.set_compact(compact=False)
    assert segments.sizeHint().width() == wide
    assert segments.button("contour").toolTip() == ""


def test_blocked_segment_cannot_be_chosen(put: Put, qtbot: QtBot) -> None:
    segments = Segments(OVERLAY)
    put(segments)
    segments.block("contour", "Contours need a mask.")
    QTest.mouseClick(segments.button("contour"), Qt.MouseButton.LeftButton)
    assert segments.choice == "fill"
    assert "Contours need a mask." in segments.button("contour").toolTip()


def test_segments_need_a_choice(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Segments(())


def test_section_folds_by_a_click_on_its_header_and_gives_its_room_away(
    put: Put, qtbot: QtBot
) -> None:
    section, content = Section("Figures"), QLabel("Area")
    section.set_content(content)
    put(section)
    assert section.is_open
    assert content.isVisible()
    with qtbot.waitSignal(section.toggled) as signal:
        QTest.mouseClick(section.header, Qt.MouseButton.LeftButton, pos=QPoint(120, 14))
    assert signal.args == [False]
    assert not content.isVisible()
    assert section.sizeHint().height() == 28
    with qtbot.waitSignal(section.toggled):
        QTest.mouseClick(section.header, Qt.MouseButton.LeftButton, pos=QPoint(120, 14))
    assert content.isVisible()


def test_section_folds_by_keyboard(put: Put, qtbot: QtBot) -> None:
    section = Section("History")
    put(section)
    chevron = section.findChild(IconButton)
    assert isinstance(chevron, IconButton)
    assert chevron.accessibleName() == "Fold history"
    QTest.keyClick(chevron, Qt.Key.Key_Space)
    assert not section.is_open
    assert chevron.accessibleName() == "Open history"


def test_section_actions_do_not_fold_it(put: Put, qtbot: QtBot) -> None:
    section, new = Section("Instances"), IconButton("plus")
    section.add_action(new)
    section.set_detail("2")
    put(section)
    with qtbot.waitSignal(new.clicked):
        QTest.mouseClick(new, Qt.MouseButton.LeftButton)
    assert section.is_open
    assert "2" in {label.text() for label in section.findChildren(QLabel)}


def test_content_set_into_a_folded_section_stays_hidden_until_it_opens(
    put: Put, qtbot: QtBot
) -> None:
    section = Section("Findings")
    put(section)
    section.set_open(is_open=False)
    content = QLabel("Nothing found in this case.")
    section.set_content(content)
    assert not content.isVisible()
    section.set_open(is_open=True)
    assert content.isVisible()
