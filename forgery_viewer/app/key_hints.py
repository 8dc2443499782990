"""Tooltips and hints name the keys that things have now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from forgery_viewer.state.keymap import Keymap
from forgery_viewer.state.tools.kinds import BOX, CONNECTED, ELLIPSE, EVERYWHERE, FILL, RECTANGLE
from forgery_viewer.widgets.buttons import IconButton
from forgery_viewer.widgets.case_bar import LAYOUTS
from forgery_viewer.widgets.tool_rows import TOOLS
from forgery_viewer.widgets.top_bar import PAGES
from forgery_viewer.widgets.view_switch import GRID, TABLE

if TYPE_CHECKING:
    from forgery_viewer.app.main_window import MainWindow

_OF_TOOLS = {BOX: "{box}, again for the other one", FILL: "{fill} | everywhere {fill_everywhere}"}
"""What is said of the keys of tools that have more than one; the parts stand by themselves."""

_BETWEEN_PARTS = " | "
_TROUBLE = "keys"


class KeyHints(QObject):
    """Follows the keymap with everything in the window that names a key."""

    def __init__(self, window: MainWindow, keymap: Keymap) -> None:
        super().__init__(window)
        self._window = window
        self._keymap = keymap
        keymap.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        for button, told in (*self._buttons(), *self._option_buttons()):
            button.set_keys(self._say(told))
        window = self._window
        window.status_bar.findings_button.set_keys(self._say("{findings}"))
        window.status_bar.set_key_names(self._keymap.named)
        window.page.options_bar.show_keys(self._say("{smaller} and {larger} | Shift+wheel"))
        window.start_page.show_keys(self._keymap.named)
        self._tell_trouble()

    def _tell_trouble(self) -> None:
        """Say what was wrong with the keys in the preferences; nothing where nothing was."""
        window = self._window
        for banner in (window.start_banner, window.page.banner):
            if self._keymap.trouble:
                show = window.actions_by_key["keys"].trigger
                banner.show_message("warn", self._keymap.trouble, "Show the keys", show, _TROUBLE)
            else:
                banner.dismiss(_TROUBLE)

    def _say(self, told: str) -> str:
        parts = self._keymap.named(told, _BETWEEN_PARTS).split(_BETWEEN_PARTS)
        return ", ".join(filter(None, parts))

    def _buttons(self) -> Iterator[tuple[IconButton, str]]:
        """The buttons whose tooltips name keys, and what is said of them."""
        page, bar = self._window.page, self._window.top_bar
        strip, case, browser = page.tool_strip, page.case_bar, page.browser
        for tool in TOOLS:
            yield strip.button(tool.key), _OF_TOOLS.get(tool.key, f"{{{tool.key}}}")
        yield strip.overlay_button, "{overlay} | or hold H to peek"
        yield strip.fit_button, "{fit}"
        yield strip.instance_button, "{to_instance}"
        for choice in PAGES:
            yield bar.tabs.button(choice.key), f"{{{choice.key}_page}}"
        yield case.previous_button, "{previous*}"
        yield case.next_button, "{next*}"
        for choice in LAYOUTS:
            yield case.layouts.button(choice.key), "{layout}"
        yield case.layouts.menu_button, "{layout}"
        yield case.links, "{links}"
        yield browser.views_button, "{views}"
        for kind in (TABLE, GRID):
            yield browser.view_switch.buttons[kind], "{pictures}"
        yield page.findings_dock.bar.fold_button, "{findings}"

    def _option_buttons(self) -> Iterator[tuple[IconButton, str]]:
        """Those of the options of tools, of the overlay and of the instances."""
        page = self._window.page
        options, instances = page.options_bar, page.instances
        for mode, told in (
            ("fill", "{contour_only} | from the contour"),
            ("contour", "{contour_only}"),
            ("both", "{contour_only} | from the contour"),
        ):
            yield options.modes.button(mode), told
        tools = options.tool_options
        yield tools.fill_reach.button(CONNECTED), "{fill}"
        yield tools.fill_reach.button(EVERYWHERE), "{fill_everywhere}"
        for shape in (RECTANGLE, ELLIPSE):
            yield tools.box_shape.button(shape), "{box}"
        for way in ("add", "subtract"):
            yield tools.ways.button(way), "{swap} for the other"
        yield tools.mirror_button, "{mirror}"
        yield instances.new_button, "{new_instance}"
        yield instances.delete_button, "{delete_instance}"
        yield instances.copy_button, "{duplicate}"
        yield instances.merge_button, "{merge}"
