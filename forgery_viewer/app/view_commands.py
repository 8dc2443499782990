"""What the actions of the View menu do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from forgery_viewer.app.actions import Actions
from forgery_viewer.state.pane_content import DIFFERENCE, HEAT, TRUTH
from forgery_viewer.state.preferences import (
    LENS_EQUALISED,
    LENS_FACTOR,
    OUTLINE_TENTHS_PX,
    OVERLAY_MODE,
    OVERLAY_OPACITY_PCT,
    Preferences,
)
from forgery_viewer.widgets.compare.links_panel import LINKS
from forgery_viewer.widgets.wording import TIMES

if TYPE_CHECKING:
    from forgery_viewer.app.main_window import MainWindow

_ZOOM_STEP = 1.25
OUTLINES = (10, 15, 20, 30, 40)
"""Widths of outlines that are offered, in tenths of a screen pixel."""

LENS_FACTORS = (2, 4, 8, 16)
"""How many times as large as on the canvas the magnifier can show the image."""

MODES = (("fill", "&Fill"), ("contour", "&Contour"), ("both", "&Both"))
OPACITIES_PCT = (10, 20, 40, 60, 80, 100)


class ViewCommands(QObject):
    """Connects what changes how a case is seen, and nothing of it."""

    def __init__(
        self, window: MainWindow, actions: Actions, preferences: Preferences, menu: QMenu
    ) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._preferences = preferences
        self._connect_view()
        self._connect_layers()
        self._add_overlay_menu(menu)
        self._add_outline_menu(menu)
        self._add_lens_menu(menu)
        self._add_links_menu(menu)

    def _connect_view(self) -> None:
        window, actions = self._window, self._actions
        canvases = window.page.triptych
        actions["previous"].triggered.connect(window.selection.previous)
        actions["next"].triggered.connect(window.selection.next)
        actions["fit"].triggered.connect(canvases.fit)
        actions["actual_size"].triggered.connect(canvases.show_actual_size)
        actions["zoom_in"].triggered.connect(lambda: canvases.zoom_by(_ZOOM_STEP))
        actions["zoom_out"].triggered.connect(lambda: canvases.zoom_by(1 / _ZOOM_STEP))
        actions["to_instance"].triggered.connect(
            lambda _checked=False: window.painting.zoom_to_instance()
        )
        actions["overlay"].toggled.connect(window.view_options.set_overlay)
        actions["contour_only"].triggered.connect(window.view_options.set_contour_only)
        actions["links"].triggered.connect(window.view_options.set_linked)
        actions["layout"].triggered.connect(window.view_options.next_layout)
        actions["curtain"].triggered.connect(
            lambda _checked=False: window.comparing.toggle_curtain()
        )

    def _connect_layers(self) -> None:
        window, actions = self._window, self._actions
        actions["truth"].triggered.connect(lambda _checked=False: self._show_source(TRUTH))
        actions["difference"].triggered.connect(
            lambda _checked=False: self._show_source(DIFFERENCE)
        )
        actions["prediction"].triggered.connect(lambda _checked=False: self._show_source(HEAT))
        actions["solo"].triggered.connect(lambda _checked=False: window.painting.turn_solo())
        actions["walk"].triggered.connect(lambda _checked=False: window.painting.walk())
        canvases, pictures = window.page.triptych, window.pictures
        actions["copy_picture"].triggered.connect(
            lambda _checked=False: pictures.copy(canvases.active_pane)
        )
        actions["save_picture"].triggered.connect(
            lambda _checked=False: pictures.open_dialog(canvases.active_pane)
        )
        options = window.view_options
        for key in ("lens", "rulers", "minimap"):
            actions[key].triggered.connect(lambda shown, key=key: options.set_aid(key, shown))
        options.aid_changed.connect(lambda key, shown: actions[key].setChecked(shown))
        options.tell_aids()
        actions["twins"].triggered.connect(window.twins.set_open)
        window.twins.open_changed.connect(actions["twins"].setChecked)
        window.comparing.mode_changed.connect(
            lambda mode: actions["curtain"].setChecked(bool(mode))
        )

    def _add_overlay_menu(self, menu: QMenu) -> None:
        """What of the mask is drawn, and how strongly: on pages without the bar that says it."""
        options, preferences = self._window.view_options, self._preferences
        overlay = QMenu("&Overlay", menu)
        modes, strengths = QActionGroup(self), QActionGroup(self)
        for mode, title in MODES:
            action = modes.addAction(overlay.addAction(title))
            action.setData(mode)
        overlay.addSeparator()
        for percent in OPACITIES_PCT:
            action = strengths.addAction(overlay.addAction(f"Fill {percent} %"))
            action.setData(percent)
        for action in overlay.actions():
            action.setCheckable(not action.isSeparator())
        modes.triggered.connect(lambda action: options.set_mode(action.data()))
        strengths.triggered.connect(lambda action: options.set_opacity(action.data()))

        def show() -> None:
            now = (preferences.get(OVERLAY_MODE), preferences.get(OVERLAY_OPACITY_PCT))
            for group, value in zip((modes, strengths), now, strict=True):
                for action in group.actions():
                    action.setChecked(action.data() == value)

        overlay.aboutToShow.connect(show)
        menu.insertMenu(self._actions["contour_only"], overlay)

    def _add_outline_menu(self, menu: QMenu) -> None:
        """The widths of outlines, below the contour."""
        options, group = self._window.view_options, QActionGroup(self)
        widths = QMenu("&Outline", menu)
        now = self._preferences.get(OUTLINE_TENTHS_PX)
        for tenths in OUTLINES:
            action = widths.addAction(f"{tenths / 10:g} px")
            action.setCheckable(True)
            action.setChecked(tenths == now)
            action.triggered.connect(
                lambda _checked=False, tenths=tenths: options.set_outline(tenths)
            )
            group.addAction(action)
        menu.insertMenu(self._actions["truth"], widths)

    def _add_lens_menu(self, menu: QMenu) -> None:
        """How much larger the magnifier shows the image, and whether as it is, below itself."""
        options, group = self._window.view_options, QActionGroup(self)
        lens = QMenu("Ma&gnification", menu)
        now = self._preferences.get(LENS_FACTOR)
        for factor in LENS_FACTORS:
            action = group.addAction(lens.addAction(f"&{factor} {TIMES}"))
            action.setCheckable(True)
            action.setChecked(factor == now)
            action.setData(factor)
        group.triggered.connect(lambda action: options.set_lens_factor(action.data()))
        lens.addSeparator()
        equalised = lens.addAction("&Raise the contrast")
        equalised.setCheckable(True)
        equalised.setChecked(self._preferences.get(LENS_EQUALISED))
        equalised.triggered.connect(options.set_lens_equalised)
        menu.insertMenu(self._actions["rulers"], lens)

    def _add_links_menu(self, menu: QMenu) -> None:
        """Each link between the canvases by itself, below all of them together."""
        comparing, links = self._window.comparing, QMenu("&Each link", menu)
        entries = {link.key: links.addAction(link.title) for link in LINKS}
        for key, action in entries.items():
            action.setCheckable(True)
            action.triggered.connect(lambda on, key=key: comparing.set_link(key, on))

        def show(told: Mapping[str, bool]) -> None:
            for key, linked in told.items():
                entries[key].setChecked(linked)

        comparing.links_told.connect(show)
        comparing.show_links()
        menu.insertMenu(self._actions["layout"], links)

    def _show_source(self, source: str) -> None:
        """Show a picture on the canvas at work, or what was there before it."""
        contents = self._window.contents
        contents.turn(self._window.page.triptych.active_pane, source)
