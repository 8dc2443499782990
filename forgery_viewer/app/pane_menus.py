"""The menu of each pane: which picture it shows, with the mask or without, and pictures of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from forgery_viewer.app.pane_contents import PaneContents
from forgery_viewer.core.preview import with_pixels
from forgery_viewer.core.tones import Tones
from forgery_viewer.state.pane_content import TITLES, TRUTH
from forgery_viewer.widgets.size_words import has_two_sizes
from forgery_viewer.widgets.triptych import Triptych
from forgery_viewer.widgets.wording import size


class PaneMenus(QObject):
    """Fills the menus when they are opened."""

    copy_asked = Signal(int)
    save_asked = Signal(int)
    scaling_asked = Signal(bool)
    """The authentic image is to be as large as the other one, or as it is."""

    def __init__(
        self, canvases: Triptych, contents: PaneContents, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._contents = contents
        self._canvases = canvases
        for place, pane in enumerate(canvases.panes):
            pane.menu_asked.connect(partial(self._fill, place))
            pane.header.tones_reset.connect(partial(self._reset, place))
            pane.header.offer_taken.connect(self._turn_scaling)

    def _fill(self, place: int, menu: QMenu) -> None:
        content = self._contents.now[place]
        group = QActionGroup(menu)
        for key, title in self._contents.sources():
            is_shown = content.source == key and not content.second
            action = _entry(menu, title, partial(self._show, place, key), checked=is_shown)
            group.addAction(action)
        menu.addSeparator()
        for mask in self._contents.masks():
            words = "Mask over it" if mask == TRUTH else f"{TITLES[mask]} over it"
            is_over = content.shows_mask and content.mask == mask
            _entry(menu, words, partial(self._turn_mask, place, mask), checked=is_over)
        usual = _entry(menu, "Usual brightness and colours", partial(self._reset, place))
        usual.setEnabled(not content.tones.is_neutral)
        self._add_scaling(menu)
        menu.addSeparator()
        copy = _entry(menu, "Copy the picture", partial(self.copy_asked.emit, place))
        save = _entry(menu, "Copy or save the picture…", partial(self.save_asked.emit, place))
        pane = self._canvases.panes[place]
        for action in (copy, save):
            action.setEnabled(pane.shows_image and with_pixels(pane.canvas.pyramid) is not None)

    def _add_scaling(self, menu: QMenu) -> None:
        """Where the images of the case are not of one size, a way to make them so."""
        case = self._canvases.case
        if case is not None and has_two_sizes(case) and case.subject.pyramid is not None:
            pyramid = case.subject.pyramid
            text = f"Scale the authentic image to {size(pyramid.width, pyramid.height)}"
            is_scaled = case.authentic.scaled_from is not None
            _entry(menu, text, self._turn_scaling, checked=is_scaled)

    def _turn_scaling(self) -> None:
        case = self._canvases.case
        if case is not None:
            self.scaling_asked.emit(case.authentic.scaled_from is None)

    def _show(self, place: int, source: str) -> None:
        content = self._contents.now[place]
        self._contents.set(place, replace(content, source=source, second="", mode=""))

    def _turn_mask(self, place: int, mask: str) -> None:
        content = self._contents.now[place]
        is_over = content.shows_mask and content.mask == mask
        self._contents.set(place, replace(content, shows_mask=not is_over, mask=mask))

    def _reset(self, place: int) -> None:
        self._contents.set_tones(place, Tones())


def _entry(
    menu: QMenu, text: str, act: Callable[[], object], *, checked: bool | None = None
) -> QAction:
    action = menu.addAction(text)
    action.setCheckable(checked is not None)
    action.setChecked(bool(checked))
    action.triggered.connect(lambda _checked=False: act())
    return action
