"""The data sets opened last, as the start page and the File menu offer them again."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Signal

from forgery_viewer.state.preferences import RECENT, Preferences

MOST = 10


@dataclass(frozen=True, slots=True)
class RecentDataset:
    """A data set that was open once.

    Attributes:
        path: Its folder, absolute.
        images: How many images it had, -1 if they were never counted.
        edited: How many of their masks had been corrected.
        opened: When it was opened last, with time zone.
    """

    path: Path
    images: int
    edited: int
    opened: datetime

    @property
    def name(self) -> str:
        return self.path.name or str(self.path)

    @property
    def place(self) -> str:
        """The folder it lies in, with `~` for the user's own."""
        return spoken_path(self.path.parent)

    @property
    def is_connected(self) -> bool:
        """Whether the folder can be found now; it may lie on a disk that is not plugged in."""
        try:
            return self.path.is_dir()
        except OSError:
            return False


class RecentDatasets(QObject):
    """The list of data sets, the one opened last first, at most ten of them."""

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._rows = _parse(preferences.get(RECENT))

    @property
    def rows(self) -> tuple[RecentDataset, ...]:
        return self._rows

    def add(
        self, path: Path, images: int = -1, edited: int = 0, opened: datetime | None = None
    ) -> None:
        """Put a data set that was just opened on top; `opened` is now where none is given."""
        row = RecentDataset(path.absolute(), images, edited, opened or datetime.now(UTC))
        others = (other for other in self._rows if other.path != row.path)
        self._store((row, *others))

    def count(self, path: Path, images: int, edited: int) -> None:
        """Note how many images and corrections a listed data set has now."""
        self._store(
            tuple(
                replace(row, images=images, edited=edited) if row.path == path.absolute() else row
                for row in self._rows
            )
        )

    def remove(self, path: Path) -> None:
        """Take one data set off the list."""
        self._store(tuple(row for row in self._rows if row.path != path.absolute()))

    def clear(self) -> None:
        """Forget all of them; the data sets themselves stay as they are."""
        self._store(())

    def _store(self, rows: tuple[RecentDataset, ...]) -> None:
        if rows == self._rows:
            return
        self._rows = rows[:MOST]
        table = [
            {
                "path": str(row.path),
                "images": row.images,
                "edited": row.edited,
                "opened": row.opened.isoformat(timespec="seconds"),
            }
            for row in self._rows
        ]
        self._preferences.set(RECENT, json.dumps(table))
        self.changed.emit()


def spoken_path(path: Path) -> str:
    """A path as people write it, with `~` for the user's own folder."""
    home = Path.home()
    return str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path)


def when_text(opened: datetime, now: datetime | None = None) -> str:
    """How long ago, as one says it: today, yesterday, `18 November`, `18 November 2024`."""
    day, today = opened.astimezone().date(), (now or datetime.now(UTC)).astimezone().date()
    if day == today:
        return "today"
    if (today - day).days == 1:
        return "yesterday"
    # Python's own month names change with the system's language, the rest of the text does not.
    month = QLocale(QLocale.Language.English).monthName(day.month)
    text = f"{day.day} {month}"
    return text if day.year == today.year else f"{text} {day.year}"


def _parse(text: str) -> tuple[RecentDataset, ...]:
    """The rows of a stored list, without those that cannot be understood."""
    try:
        table = json.loads(text)
    except ValueError:
        return ()
    rows = [_parse_row(row) for row in table] if isinstance(table, list) else []
    return tuple(row for row in rows if row is not None)[:MOST]


def _parse_row(row: object) -> RecentDataset | None:
    match row:
        case {
            "path": str(path),
            "images": int(images),
            "edited": int(edited),
            "opened": str(opened),
        } if path:
            try:
                moment = datetime.fromisoformat(opened).astimezone(UTC)
            except (ValueError, OverflowError):
                return None
            return RecentDataset(Path(path), images, edited, moment)
    return None
