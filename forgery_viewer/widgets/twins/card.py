"""One card of the strip: a region's badge and title, its pictures, and what was done to it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import text_font, theme_of
from forgery_viewer.widgets.twins.marks import Badge
from forgery_viewer.widgets.twins.picture_box import PictureBox
from forgery_viewer.widgets.twins.twin_view import (
    LOOKING,
    PICTURE_PX,
    Look,
    Picture,
    TwinView,
    shown_pictures,
)

TITLE_PX, WORDS_PX = 24, 20
SIDE_PX, GAP_PX = 10, 4
_HEAD_GAP_PX = 4
_ACCENT_PX, _LINE_PX = 2, 1
_UNKNOWN = "Nobody knows yet which region is the source"


class TwinCard(QFrame):
    """A region of an instance, with the pictures that a look asks for."""

    chosen = Signal()
    hovered = Signal(QPointF)
    left_picture = Signal()
    dragged = Signal(QPointF)
    turned = Signal(float, QPointF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._view: TwinView | None = None
        self._is_chosen = False
        self._over: Picture | None = None
        self._hovered_key = ""
        self._badge = Badge()
        self._title = ElidedLabel()
        self._title.setFont(text_font(12, 600))
        self._note = ElidedLabel()
        self._note.setProperty("tone", "2")
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._words = ElidedLabel()
        self._words.setProperty("tone", "2")
        self._words.setFont(text_font(11))
        # As wide as the pictures; what is longer is shortened.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._calm = QLabel()
        self._calm.setProperty("tone", "2")
        self._calm.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._calm.setWordWrap(True)
        self._calm.setFixedHeight(PICTURE_PX)
        self._boxes: list[PictureBox] = []
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(_HEAD_GAP_PX)
        head.addWidget(self._badge)
        head.addWidget(self._title)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        head.addWidget(self._note, 1)
        self._pictures = QHBoxLayout()
        self._pictures.setContentsMargins(0, 0, 0, 0)
        self._pictures.setSpacing(GAP_PX)
        self._pictures.addWidget(self._calm)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE_PX, 0, SIDE_PX + _LINE_PX, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._pictures)
        column.addWidget(self._words)
        column.addStretch(1)
        self._title.setFixedHeight(TITLE_PX)
        self._words.setFixedHeight(WORDS_PX)

    # What is shown ------------------------------------------------------------------------

    def show_twin(self, view: TwinView, look: Look) -> None:
        """Show a region; what is drawn of it is for the look to say."""
        self._view = view
        unknown = view.is_source is None
        self._badge.show_number(view.number, view.colour, filled=view.is_source is False)
        self._title.setText(f"{view.title} ?" if unknown else view.title)
        self._title.set_hint(_UNKNOWN if unknown else "")
        self._note.setText(view.note)
        is_looked_for = view.loading and view.pictures
        self._words.setText(LOOKING if is_looked_for else view.words)
        self.setAccessibleName(f"{view.title}, instance {view.number}")
        self.setAccessibleDescription(", ".join(filter(None, (view.note, view.words))))
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        """Show the same region otherwise."""
        if self._view is None:
            return
        pictures = shown_pictures(self._view, look)
        self._make_boxes(len(pictures))
        for box, picture in zip(self._boxes, pictures, strict=True):
            box.show_picture(picture, self._view.colour, look)
        self.show_over(self._over)
        self._calm.setText(LOOKING if self._view.loading else "No picture")
        self._calm.setFixedWidth(look.box_px)
        self._calm.setVisible(not pictures)
        count = max(1, len(pictures))
        width = count * look.box_px + (count - 1) * GAP_PX
        self.setFixedWidth(width + 2 * SIDE_PX + _LINE_PX)
        # The note gives way first: the title says which region it is.
        room = width - self._badge.width() - 2 * _HEAD_GAP_PX
        self._title.ensurePolished()
        words_px = self._title.fontMetrics().horizontalAdvance(self._title.full_text)
        self._title.setMinimumWidth(min(words_px, room))

    def _make_boxes(self, count: int) -> None:
        """Have so many boxes, those of before among them: a new one would blink."""
        while len(self._boxes) > count:
            box = self._boxes.pop()
            self._pictures.removeWidget(box)
            box.hide()
            box.deleteLater()
        while len(self._boxes) < count:
            box = PictureBox()
            box.hovered.connect(partial(self._take_hover, box))
            box.left_picture.connect(self.left_picture)
            box.clicked.connect(self.chosen)
            box.dragged.connect(self.dragged)
            box.turned.connect(self.turned)
            self._pictures.addWidget(box)
            self._boxes.append(box)

    def set_chosen(self, chosen: bool) -> None:
        """Mark the card that the rest of the window is about."""
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            self.update()

    def show_over(self, picture: Picture | None) -> None:
        """Show another picture in the place of the patch for a while, or the patch again."""
        self._over = picture
        has_patch = self.patch is not None
        for number, box in enumerate(self._boxes):
            box.show_over(picture if has_patch and number == 0 else None)

    def show_ghost(self, point: QPointF | None, found: QPointF | None = None) -> None:
        """Mark a point in picture px on every picture of the card, or nothing.

        `found` is where that point is in the picture of the region as it was found.
        """
        for box in self._boxes:
            is_found = box.picture is not None and box.picture.key == "found"
            box.show_ghost(found if is_found else point)

    @property
    def is_chosen(self) -> bool:
        """Whether the card is marked."""
        return self._is_chosen

    @property
    def boxes(self) -> list[PictureBox]:
        """The pictures from left to right."""
        return self._boxes

    @property
    def patch(self) -> Picture | None:
        """The picture of the region itself."""
        first = self._boxes[0].picture if self._boxes else None
        return first if first is not None and first.key in ("aligned", "found") else None

    @property
    def hovered_key(self) -> str:
        """The key of the picture that the pointer was on last."""
        return self._hovered_key

    @property
    def title(self) -> str:
        """The title as it is shown."""
        return self._title.full_text

    @property
    def note(self) -> str:
        """What stands at the right of the title."""
        return self._note.full_text

    @property
    def words(self) -> str:
        """What stands below the pictures, or in their place."""
        return self._calm.text() if not self._boxes else self._words.full_text

    # Pointer, keys and paint --------------------------------------------------------------

    def _take_hover(self, box: PictureBox, point: QPointF) -> None:
        self._hovered_key = box.picture.key if box.picture is not None else ""
        self.hovered.emit(point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the pictures chooses the card as well."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Return choose the card that has the keyboard."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.raised if self._is_chosen else theme.base))
        line = QRect(self.width() - _LINE_PX, 0, _LINE_PX, self.height())
        painter.fillRect(line, QColor(theme.line))
        if self._is_chosen:
            painter.fillRect(0, 0, self.width() - _LINE_PX, _ACCENT_PX, QColor(theme.accent))
        if self.hasFocus():
            painter.setPen(QColor(theme.focus))
            painter.drawRect(self.rect().adjusted(1, 1, -3, -2))
        painter.end()
