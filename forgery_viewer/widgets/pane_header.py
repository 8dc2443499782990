"""The header of a canvas: what it shows, in words, and what can be done about that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QImage, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from forgery_viewer.core.tones import Tones
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton
from forgery_viewer.widgets.colour_bar import ColourBar
from forgery_viewer.widgets.compare.link_button import LinkButton
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.hatch_legend import HatchLegend
from forgery_viewer.widgets.theme import CANVAS_HEADER_PX, text_font, theme_of
from forgery_viewer.widgets.view import View
from forgery_viewer.widgets.wording import shift

_ZOOM_FROM_PX = 150
"""Narrower headers do not tell the zoom."""

_LEGEND_FROM_PX = 460
"""Narrower ones show what a hatch looks like, and what it is in the tooltip."""


_PART_FROM_PX = 380
"""Narrower ones say only that the picture is a part, and why in the tooltip."""

ONLY_A_PART = "only a part"


class PaneHeader(QFrame):
    """Title, note and zoom; that tones are not the usual ones; one thing offered; the menu."""

    tones_reset = Signal()
    """The picture is to be shown as it is."""
    offer_taken = Signal()
    menu_opened = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("section", "true")
        self.setFixedHeight(CANVAS_HEADER_PX)
        self._title = ElidedLabel(title)
        self._title.setFont(text_font(12, 600))
        self._words: tuple[str, ...] = ("",)
        self._tones = Tones()
        self._offset = ""
        self._note = ElidedLabel()
        # What the title leaves of the room: that is cut last of all.
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._note.setProperty("tone", "3")
        self.part = QLabel()
        self.part.setProperty("tone", "warn")
        self.part.hide()
        self.busy = QLabel("Reading…")
        self.busy.setProperty("tone", "3")
        self.busy.hide()
        self._zoom = QLabel()
        self._zoom.setProperty("tone", "2")
        self.offer: LinkButton | None = None
        self._legend: QWidget | None = None
        self.reset = _small_button("rotate-ccw")
        self.reset.clicked.connect(self.tones_reset)
        self.reset.hide()
        self.colour_bar = ColourBar()
        self.hatch_legend = HatchLegend()
        self.menu_button = _small_button("ellipsis")
        self.menu_button.set_hint("Canvas", "", "What it shows, and pictures of it.")
        self.menu_button.clicked.connect(self.menu_opened)
        self._lay_out()
        self._active_line = QFrame(self)
        self._active_line.hide()

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 2, 0)
        row.setSpacing(4)
        row.addWidget(self._title)
        row.addWidget(self.part)
        row.addWidget(self._note, 1)
        parts = (self.busy, self.hatch_legend, self.reset, self.colour_bar, self._zoom)
        for part in (*parts, self.menu_button):
            row.addWidget(part)

    # Words --------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What the canvas shows."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Say what the canvas shows."""
        self._title.setText(title)
        self._fit_legend()

    @property
    def note(self) -> str:
        """The words beside the title, those for the tones included."""
        return self._note.full_text

    def set_note(self, words: str, *shorter: str) -> None:
        """Say something beside the title, or the same in fewer words; that of the tones stays."""
        self._words = (words, *shorter)
        self._tell()

    def show_part(self, words: str) -> None:
        """Say that there is only a part of the picture and why, however narrow; "" for no such."""
        self.part.setToolTip(words)
        self.part.setHidden(not words)
        self._fit_part()

    def _fit_part(self) -> None:
        is_wide = self.width() >= _PART_FROM_PX
        self.part.setText(self.part.toolTip() if is_wide else ONLY_A_PART)

    def show_offset(self, x: float, y: float) -> None:
        """Say how far the picture lies right and down of where the others show it."""
        self._offset = f"offset {shift(x, y)}" if (x, y) != (0, 0) else ""
        self._tell()

    def show_legend(self, legend: QWidget | None) -> None:
        """Put a legend of the picture before the zoom, in the place of another one."""
        if legend is self._legend:
            return
        if self._legend is not None:
            self._row.removeWidget(self._legend)
            self._legend.hide()
        self._legend = legend
        if legend is not None:
            self._row.insertWidget(self._row.indexOf(self.colour_bar), legend)
            legend.show()
            self._fit_legend()

    def colour_keys(self) -> list[QImage]:
        """What the colours stand for, as the header shows it, for a picture of the canvas."""
        shown = (self._legend, self.hatch_legend, self.colour_bar)
        return [_drawn(key) for key in shown if key is not None and not key.isHidden()]

    def show_tones(self, tones: Tones) -> None:
        """Say how the picture is shown otherwise than it is, and offer to show it as it is."""
        self._tones = tones
        self.colour_bar.show_tones(tones)
        self.reset.setHidden(tones.is_neutral)
        said = tones.words()
        use = f"Now {said}: a click shows the picture as it is." if said else ""
        self.reset.set_hint("Usual brightness and colours", "", use)
        self._tell()
        self._fit_legend()

    def _tell(self) -> None:
        more = (self._offset, self._tones.words())
        self._note.set_texts(*(" · ".join(filter(None, (words, *more))) for words in self._words))

    def show_zoom(self, view: View | None) -> None:
        """Tell the zoom, or none."""
        if view is None:
            self._zoom.clear()
            return
        percent = 100 * view.scale
        digits = 1 if percent < 10 else 0
        self._zoom.setText(f"{percent:,.{digits}f} %")
        self._fit_legend()

    # What can be done ---------------------------------------------------------------------

    def show_offer(self, text: str, use: str = "") -> None:
        """Offer one thing to do about what the note says; "" for nothing."""
        if self.offer is not None and self.offer.text() != text:
            self.offer.hide()
            self.offer.deleteLater()
            self.offer = None
        if text and self.offer is None:
            self.offer = LinkButton(text, use, self)
            self.offer.clicked.connect(self.offer_taken)
            self._row.insertWidget(self._row.indexOf(self.busy), self.offer)

    # Looks --------------------------------------------------------------------------------

    def set_active(self, active: bool) -> None:
        """Mark the canvas that the keys act on."""
        self._colour_line()
        self._place_line()
        self._active_line.setVisible(active)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_line()
        # In the narrowest pane the title comes first.
        self._zoom.setHidden(self.width() < _ZOOM_FROM_PX)
        self.hatch_legend.set_short(self.width() < _LEGEND_FROM_PX)
        self._fit_part()
        self._fit_legend()

    def _fit_legend(self) -> None:
        """Leave a legend what title and buttons leave of the room: it can say less, they cannot."""
        for legend in (self._legend, self.colour_bar):
            if legend is not None and not legend.isHidden():
                self._fit_into_room(legend)

    def _fit_into_room(self, legend: QWidget) -> None:
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        for place in range(self._row.count()):
            item = self._row.itemAt(place)
            part = item.widget() if item is not None else None
            if part is None or part.isHidden():
                continue
            room -= self._row.spacing()
            if part not in (self._note, legend):
                room -= part.sizeHint().width()
        most = max(room, legend.minimumSizeHint().width())
        if most != legend.maximumWidth():
            legend.setMaximumWidth(most)
            # Now, or what is painted next is laid out as before.
            self._row.activate()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # Something wants more room or less, as with another font.
            self._fit_legend()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_line()

    def _place_line(self) -> None:
        self._active_line.setGeometry(0, CANVAS_HEADER_PX - 2, self.width(), 2)

    def _colour_line(self) -> None:
        sheet = f"background: {theme_of(self).accent}; border: 0;"
        # To set what is set already would make Qt polish it again, and tell of another palette.
        if sheet != self._active_line.styleSheet():
            self._active_line.setStyleSheet(sheet)


def _drawn(widget: QWidget) -> QImage:
    """A widget without the ground that it stands on."""
    ratio = widget.devicePixelRatioF()
    image = QImage(widget.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    widget.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return image


def _small_button(icon_name: str) -> IconButton:
    button = IconButton(icon_name, size_px=SMALL_ICON_PX)
    button.setFixedSize(20, 20)
    return button
