"""Which keys do what: the usual ones, what the user has made of them, and no key for two things."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence

from forgery_viewer.state.preferences import KEYS, Preferences

MOST_KEYS = 2
"""So many keys an action can have."""

HINTS = " \N{MIDDLE DOT} "
"""What stands between the parts of a hint."""

_NAMED = re.compile(r"\{(\w+)(\*?)\}")
_NATIVE = QKeySequence.SequenceFormat.NativeText
_NO_KEYS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_Mode_switch,
    Qt.Key.Key_Multi_key,
    Qt.Key.Key_unknown,
)
"""What is pressed with another key, or gives none."""
_OF_FIELDS = frozenset(
    start + key
    for start in ("", "Shift+")
    for key in ("Return", "Enter", "Space", "Backspace", "Up", "Down", "Left", "Right")
) | {"Tab", "Shift+Tab", "Backtab", "Shift+Backtab", "Home", "End", "Esc"}
"""What fields and lists need for themselves."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One thing that keys do.

    Attributes:
        key: What it is called in code.
        group: Where it is listed.
        name: What it does.
        usual: Its keys as the program has them, as `Ctrl+Z`.
        fixed: Why its keys cannot be changed; "" where they can.
        told: What is said in the place of its keys, where that is more than a key.
        on_canvases: Whether it is heard only while a canvas has the keyboard.
    """

    key: str
    group: str
    name: str
    usual: tuple[str, ...] = ()
    fixed: str = ""
    told: str = ""
    on_canvases: bool = False


class Clash(NamedTuple):
    """A key that is wanted and belongs to something else."""

    pressed: str
    row: KeyRow


class Keymap(QObject):
    """Owner of all keys. What the user changed is kept in the preferences, and only that."""

    changed = Signal()
    """Some actions have other keys now."""

    def __init__(
        self,
        preferences: Preferences,
        rows: Sequence[KeyRow],
        reserved: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        """`reserved` are keys that no row can have, each with what it does."""
        super().__init__(parent)
        self._preferences = preferences
        self._rows = {row.key: row for row in rows}
        self._reserved = {normal(key): does for key, does in reserved.items()}
        self._usual = {row.key: tuple(map(normal, row.usual)) for row in rows}
        self.trouble = ""
        """What was wrong with the keys in the preferences, in a sentence; "" for nothing."""
        self._changed = self._read()

    @property
    def rows(self) -> tuple[KeyRow, ...]:
        """All there is."""
        return tuple(self._rows.values())

    def keys(self, key: str) -> tuple[str, ...]:
        """The keys that do something now, as `Ctrl+Z`. Raises KeyError."""
        return self._changed.get(key, self._usual[key])

    def words(self, key: str, between: str = ", ") -> str:
        """The same as they are written on this system; "" where there is none."""
        return between.join(spoken(pressed) for pressed in self.keys(key))

    def usual_words(self, key: str) -> str:
        """The keys as the program has them."""
        return ", ".join(map(spoken, self._usual[key]))

    def named(self, text: str, between: str = HINTS) -> str:
        """A text with the key of an action in the place of its name, as `{undo} takes it back`.

        `{undo*}` stands for all of its keys. What stands between two separators and would name a
        key where there is none now is left out.
        """

        def name(found: re.Match[str]) -> str:
            key = found[1]
            if key not in self._rows:
                return found[0]
            return self.words(key, " or ") if found[2] else spoken(self.keys(key)[0])

        def has_keys(part: str) -> bool:
            names = (found[1] for found in _NAMED.finditer(part))
            return all(self.keys(key) for key in names if key in self._rows)

        parts = (part for part in text.split(between) if has_keys(part))
        return between.join(_NAMED.sub(name, part) for part in parts)

    def is_changed(self, key: str) -> bool:
        """Whether the user has given it other keys, or none."""
        return key in self._changed

    @property
    def has_changes(self) -> bool:
        """Whether any key is another than usual."""
        return bool(self._changed)

    # Asking -------------------------------------------------------------------------------

    def refusal(self, key: str, pressed: str) -> str:
        """Why a key cannot be given to an action at all, in a sentence; "" where it can."""
        row = self._rows[key]
        if not pressed:
            return "This is no key that can be used."
        if row.fixed:
            return f"The keys of “{row.name}” cannot be changed. {row.fixed}"
        if pressed in self._reserved:
            return f"{spoken(pressed)} {self._reserved[pressed]}."
        other = self._owner(pressed, key)
        if other is not None and other.fixed:
            return f"{spoken(pressed)} is fixed: {other.name.lower()}."
        if pressed in _OF_FIELDS and not (row.on_canvases and pressed in self._usual[key]):
            return f"{spoken(pressed)} is needed in fields and lists."
        return ""

    def clash(self, key: str, pressed: str) -> Clash | None:
        """The action that has a key which is wanted for another one; None if it is free."""
        other = self._owner(pressed, key)
        return Clash(pressed, other) if other is not None else None

    def usual_clashes(self, key: str) -> tuple[Clash, ...]:
        """The actions that have been given the usual keys of this one."""
        found = (self.clash(key, pressed) for pressed in self._usual[key])
        return tuple(clash for clash in found if clash is not None)

    def _owner(self, pressed: str, but: str) -> KeyRow | None:
        return next(
            (
                row
                for row in self._rows.values()
                if row.key != but and pressed in self.keys(row.key)
            ),
            None,
        )

    # Changing -----------------------------------------------------------------------------

    def set_key(self, key: str, place: int, pressed: str) -> None:
        """Give an action a key, in the place of its first (0) or second (1); take it from others.

        Raises ValueError where that key is refused.
        """
        reason = self.refusal(key, pressed)
        if reason:
            raise ValueError(reason)
        self._take_from_others(key, (pressed,))
        keys = [other for other in self.keys(key) if other != pressed]
        keys[place : place + 1] = [pressed]
        self._put(key, keys)

    def remove_key(self, key: str, place: int) -> None:
        """Take the first (0) or second (1) key away from an action, if it has one."""
        keys = list(self.keys(key))
        del keys[place : place + 1]
        self._put(key, keys)

    def reset(self, key: str) -> None:
        """Give an action its usual keys again; take them from others."""
        self._take_from_others(key, self._usual[key])
        self._put(key, self._usual[key])

    def reset_all(self) -> dict[str, tuple[str, ...]]:
        """Have all as usual; returns what was changed, for `set_all`."""
        before = dict(self._changed)
        self.set_all({})
        return before

    def set_all(self, changed: Mapping[str, tuple[str, ...]]) -> None:
        """Have all as usual but for this."""
        self._changed = dict(changed)
        self._store()

    def _take_from_others(self, key: str, pressed: Iterable[str]) -> None:
        for one in pressed:
            other = self._owner(one, key)
            if other is not None:
                kept = tuple(mine for mine in self.keys(other.key) if mine != one)
                self._changed[other.key] = kept

    def _put(self, key: str, keys: Iterable[str]) -> None:
        self._changed[key] = tuple(keys)[:MOST_KEYS]
        self._store()

    def _store(self) -> None:
        # What is as usual again is no change.
        kept = {key: keys for key, keys in self._changed.items() if keys != self._usual[key]}
        self._changed = kept
        self._preferences.set(KEYS, json.dumps(kept))
        self.trouble = ""
        self.changed.emit()

    # Reading ------------------------------------------------------------------------------

    def _read(self) -> dict[str, tuple[str, ...]]:
        """What the preferences say, without what makes no sense or gives a key to two actions."""
        self._changed = {}
        try:
            told = json.loads(self._preferences.get(KEYS))
        except ValueError:
            told = None
        if not isinstance(told, dict):
            self.trouble = f"The keys in {self._preferences.file} cannot be read. All are as usual."
            return {}
        bad = []
        for key, keys in told.items():
            # An action of another version is none of ours.
            if key in self._rows:
                if self._is_sound(key, keys):
                    self._changed[key] = tuple(map(normal, keys))
                else:
                    bad.append(key)
        bad += self._settle()
        if bad:
            names = ", ".join(self._rows[key].name for key in dict.fromkeys(bad))
            self.trouble = (
                f"Keys in {self._preferences.file} are wrong or given twice. As usual are: {names}."
            )
        return self._changed

    def _is_sound(self, key: str, keys: object) -> bool:
        if not isinstance(keys, list) or len(keys) > MOST_KEYS:
            return False
        if self._rows[key].fixed or not all(isinstance(pressed, str) for pressed in keys):
            return False
        found = [normal(pressed) for pressed in keys]
        return len(set(found)) == len(found) and not any(
            self.refusal(key, pressed) for pressed in found
        )

    def _settle(self) -> list[str]:
        """Have those as usual again that share a key, until none does; returns which."""
        dropped: list[str] = []
        while True:
            shared = [
                key
                for key, keys in self._changed.items()
                if any(self._owner(pressed, key) is not None for pressed in keys)
            ]
            if not shared:
                return dropped
            for key in shared:
                del self._changed[key]
            dropped += shared


def normal(text: str) -> str:
    """A key in the one form in which it is compared, as `Ctrl+Shift+Z`; "" where it is none."""
    sequence = QKeySequence(text, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1:
        return ""
    # PySide's own types leave out that a sequence can be indexed.
    first: QKeyCombination = sequence[0]  # type: ignore[index]
    return pressed_text(first)


def pressed_text(pressed: QKeyCombination) -> str:
    """The same of what was pressed; "" for Shift alone and the like."""
    key, held = pressed.key(), pressed.keyboardModifiers()
    held &= ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    if key in _NO_KEYS:
        return ""
    if key == Qt.Key.Key_Backtab:
        key = Qt.Key.Key_Tab
    # Where a sign needs Shift on this keyboard, that is no part of the key.
    is_sign = 0x20 < key.value < 0x110000 and not chr(key.value).isalpha()
    if is_sign:
        held &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(QKeyCombination(held, key)).toString()


def spoken(pressed: str) -> str:
    """A key as it is written on this system."""
    return QKeySequence(pressed).toString(_NATIVE)
