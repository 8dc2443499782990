"""All actions of the window in a palette (Ctrl+K), and every case by its id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QMenu, QWidget

from forgery_viewer.app.action_reasons import why_not
from forgery_viewer.app.actions import ACTIONS, Actions
from forgery_viewer.core.case_search import find_cases
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.word_search import find_words
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.state.recent_actions import RecentActions
from forgery_viewer.widgets.palette import Palette
from forgery_viewer.widgets.palette_list import PaletteItem

if TYPE_CHECKING:
    from forgery_viewer.app.main_window import MainWindow

MOST_CASES = 8
ONLY_ACTIONS = ">"
"""What is typed before words that are of no case."""

_NATIVE = QKeySequence.SequenceFormat.NativeText
_SELF = "all_actions"


class _Entry(NamedTuple):
    """An action of the window, what it is called in code, and the way to it through the menus."""

    key: str
    action: QAction
    way: str


class AllActions(QObject):
    """Opens the palette, finds what is typed there, and does what is chosen."""

    def __init__(self, window: MainWindow, actions: Actions, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._recent = RecentActions(preferences)
        self._icons = {row.key: row.icon_name for row in ACTIONS}
        self._names = {id(actions[row.key]): row.key for row in ACTIONS}
        self._entries: tuple[_Entry, ...] = ()
        self._cases: dict[str, RecordKey] = {}
        self._typed_in: QWidget | None = None
        button = window.top_bar.all_actions_button
        self.palette = Palette(window, self.find, button)
        self.palette.chosen.connect(self._do)
        action = self._action = actions[_SELF]
        action.triggered.connect(lambda _checked=False: self._toggle())
        action.changed.connect(self._tell_keys)
        button.clicked.connect(lambda _checked=False: action.trigger())
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_keyboard)
        self._tell_keys()

    # Opening ------------------------------------------------------------------------------

    def _toggle(self) -> None:
        if self.palette.isVisible():
            self.palette.dismiss()
        else:
            # The menus are gone through each time: some have entries that come and go.
            self._entries = tuple(self._all())
            self.palette.open_palette()

    def _tell_keys(self) -> None:
        self.palette.closing_keys = self._action.shortcuts()
        self._window.top_bar.all_actions_button.set_keys(self._action.shortcut().toString(_NATIVE))

    def _follow_keyboard(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Watch the field that has the keyboard: some would take Ctrl+K to delete what follows."""
        if self._typed_in is not None:
            self._typed_in.removeEventFilter(self)
        self._typed_in = now if isinstance(now, QLineEdit | QAbstractSpinBox) else None
        if self._typed_in is not None:
            self._typed_in.installEventFilter(self)
            self._typed_in.destroyed.connect(self._forget_field)

    def _forget_field(self) -> None:
        self._typed_in = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            pressed = QKeySequence(event.keyCombination())
            if event.modifiers() and pressed in self._action.shortcuts():
                event.ignore()
                return True
        return False

    # Finding ------------------------------------------------------------------------------

    def _all(self) -> Iterator[_Entry]:
        """Every action in a menu, and those that only have keys, each once."""
        seen = {id(self._action)}
        bar = self._window.top_bar.menu_bar
        for entry in (*_in_menus(bar.actions(), ""), *_with_keys(self._window)):
            if id(entry.action) not in seen:
                seen.add(id(entry.action))
                key = self._names.get(id(entry.action), entry.key)
                yield entry._replace(key=key)

    def find(self, typed: str) -> list[PaletteItem]:
        """What is called as `typed`, the best first; all there is where nothing is typed."""
        words = typed.strip()
        is_of_actions = words.startswith(ONLY_ACTIONS)
        words = words.removeprefix(ONLY_ACTIONS).strip()
        if not words:
            return self._everything()
        found = []
        for place, entry in enumerate(self._entries):
            title = _title(entry.action)
            match = find_words(words, title, entry.way)
            if match is not None:
                item = self._item(entry, match.places)
                found.append((bool(item.reason), -match.score, place, item))
        items = [item for *_rank, item in sorted(found, key=lambda row: row[:3])]
        cases = [] if is_of_actions else self._find_cases(words)
        # Who types figures means a case, who types words an action.
        return [*cases, *items] if words.isdecimal() else [*items, *cases]

    def _everything(self) -> list[PaletteItem]:
        """All actions in the order of the menus, before them those that were chosen last."""
        by_key = {entry.key: entry for entry in self._entries}
        recent = [by_key[key] for key in self._recent.keys if key in by_key]
        others = [entry for entry in self._entries if entry not in recent]
        # Those that can be done come first, both in the order of the menus.
        others.sort(key=lambda entry: not entry.action.isEnabled())
        items = []
        for head, entries in (("Chosen last", recent), ("All actions", others)):
            rows = [self._item(entry) for entry in entries]
            if rows and recent:
                rows[0] = rows[0]._replace(head=head)
            items += rows
        return items

    def _item(self, entry: _Entry, places: tuple[int, ...] = ()) -> PaletteItem:
        action = entry.action
        state = ""
        if action.isCheckable():
            # PySide's own type leaves out that there may be none.
            group: QActionGroup | None = action.actionGroup()
            is_one_of_several = group is not None and group.isExclusive()
            state = "On" if action.isChecked() else "" if is_one_of_several else "Off"
        return PaletteItem(
            entry.key,
            _title(action),
            entry.way,
            ", ".join(keys.toString(_NATIVE) for keys in action.shortcuts()),
            self._icons.get(entry.key, ""),
            state,
            "" if action.isEnabled() else why_not(self._window, entry.key),
            places,
        )

    def _find_cases(self, words: str) -> list[PaletteItem]:
        index = self._window.model.dataset_index
        if index is None:
            return []
        found = find_cases(index, words, MOST_CASES)
        self._cases = {f"case:{key}": key for key in found.keys}
        start = "Go to case "
        items = []
        for name, key in self._cases.items():
            title = f"{start}{key.case_id}"
            at = key.case_id.casefold().find(words.casefold())
            places = tuple(len(start) + at + n for n in range(len(words))) if at >= 0 else ()
            is_listed = self._window.model.position_of(key) is not None
            beside = f"{key.label}, {key.split}" + ("" if is_listed else ", not in the filter")
            items.append(PaletteItem(name, title, beside, "", "images", places=places))
        if found.has_more:
            items[-1] = items[-1]._replace(keys="more with this id: type on")
        return items

    # Doing --------------------------------------------------------------------------------

    def _do(self, key: str) -> None:
        if key in self._cases:
            self._go_to(self._cases[key])
            return
        entry = next((entry for entry in self._entries if entry.key == key), None)
        if entry is not None:
            self._recent.add(key)
            entry.action.trigger()

    def _go_to(self, key: RecordKey) -> None:
        """Show a case, on the page of the canvases."""
        window = self._window
        if not window.pages.has_canvases:
            self._actions["review_page"].trigger()
        window.selection.select(key)
        if window.page.triptych.seen_case is not None:
            window.page.triptych.active_canvas().setFocus()


def _in_menus(actions: list[QAction], way: str) -> Iterator[_Entry]:
    """The actions of menus, those of inner ones included."""
    for action in actions:
        inner = action.menu()
        if isinstance(inner, QMenu):
            name = action.text().replace("&", "")
            yield from _in_menus(
                inner.actions(),
                f"{way} \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} {name}" if way else name,
            )
        elif not action.isSeparator():
            yield _Entry(f"{way}/{_title(action)}", action, way)


def _with_keys(window: QWidget) -> Iterator[_Entry]:
    """What has a key in the window and stands in no menu."""
    for action in window.actions():
        yield _Entry(f"key/{_title(action)}", action, "Mask")


def _title(action: QAction) -> str:
    """What an action does, in words."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
