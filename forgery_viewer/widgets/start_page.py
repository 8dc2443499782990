"""What the window shows while no data set is open: how to open one, and what comes then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from forgery_viewer.state.recent import RecentDataset
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.recent_list import RecentList
from forgery_viewer.widgets.start_card import StartCard
from forgery_viewer.widgets.text_button import TextButton
from forgery_viewer.widgets.theme import text_font

WIDTH_PX = 884
MARGIN_PX = 24
CARD_GAP_PX = 28

_CARDS = (
    ("folder", "Open a folder", "{open} · or drop it here"),
    (
        "correct",
        "Look and correct",
        "{next} next · {previous} previous · {brush} brush · {eraser} eraser",
    ),
    ("export", "Export the masks", "{export}"),
)
_TEXTS = {
    "folder": "Any folder with train_images and train_masks. Images and masks are only read; "
    "corrections are kept apart.",
    "correct": "Authentic, forged and overlay move together. Paint, erase, "
    "and undo as far back as you like.",
    "export": "One .npy file per image, one channel per instance. Untouched masks are copied "
    "byte for byte.",
}


class StartPage(QScrollArea):
    """One centred column: title, two buttons, three cards, and the data sets opened last."""

    open_requested = Signal()
    """The user wants to choose a data set."""

    demo_requested = Signal()
    """The user wants to see the demo."""

    recent_requested = Signal(object)
    """The user chose a recent data set; carries its Path."""

    clear_recent_requested = Signal()
    """The user wants the list of recent data sets emptied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The Tab key goes to the buttons, which scroll into sight by themselves.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._recent = RecentList()
        self._recent.requested.connect(self.recent_requested)
        self._recent.clear_requested.connect(self.clear_recent_requested)
        self._column = self._make_column()
        page = QWidget()
        page.setProperty("panel", "true")
        around = QVBoxLayout(page)
        around.setContentsMargins(0, MARGIN_PX, 0, MARGIN_PX)
        around.addWidget(self._column, 0, Qt.AlignmentFlag.AlignCenter)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.set_recent(())

    def set_recent(self, rows: Sequence[RecentDataset]) -> None:
        """List the data sets opened last, in that order; nothing at all where there are none."""
        self._recent.set_rows(rows)
        self._recent.setVisible(bool(rows))
        self._fit()

    def show_keys(self, named: Callable[[str], str]) -> None:
        """Write the keys into the cards by a function that knows them."""
        for picture, _heading, keys in _CARDS:
            self._cards[picture].show_words(named(_TEXTS[picture]), named(keys))
        self._choose.setToolTip(named("{open}"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        # The page scrolls by keyboard at once, and no button has a ring that nobody asked for.
        self.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """Give the column its width, and the height that its wrapped texts need at that width.

        A scroll area asks its contents only for one size, not for the height at a width.
        """
        width = max(1, min(WIDTH_PX, self.viewport().width() - 2 * MARGIN_PX))
        # Cards of one width, or their pictures differ by a pixel in height.
        width -= (width - 2 * CARD_GAP_PX) % len(_CARDS)
        layout = self._column.layout()
        if layout is not None:
            layout.activate()
            self._column.setFixedSize(width, layout.totalHeightForWidth(width))

    def _make_column(self) -> QWidget:
        title = QLabel("Forgery Viewer")
        title.setFont(text_font(20, 600))
        sentence = QLabel("Review and correct copy-move masks of scientific figures.")
        sentence.setProperty("tone", "2")
        cards = QHBoxLayout()
        cards.setSpacing(CARD_GAP_PX)
        self._cards = {
            picture: StartCard(number, picture, heading, _TEXTS[picture], keys)
            for number, (picture, heading, keys) in enumerate(_CARDS, start=1)
        }
        for card in self._cards.values():
            cards.addWidget(card, 1)
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(title)
        column.addSpacing(2)
        column.addWidget(sentence)
        column.addSpacing(20)
        column.addLayout(self._make_actions())
        column.addSpacing(36)
        column.addLayout(cards)
        column.addSpacing(32)
        column.addWidget(self._recent)
        return widget

    def _make_actions(self) -> QHBoxLayout:
        choose = TextButton("Open a data set…", "folder-open", primary=True)
        self._choose = choose
        choose.clicked.connect(self.open_requested)
        demo = TextButton("Open the demo", "images")
        demo.setToolTip("A small data set whose answers are known")
        demo.clicked.connect(self.demo_requested)
        hint = ElidedLabel("or drop a folder anywhere in this window")
        hint.setProperty("tone", "2")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(choose)
        row.addWidget(demo)
        row.addStretch(1)
        row.addWidget(hint)
        return row
