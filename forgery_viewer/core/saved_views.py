"""Views of a data set that were given a name: a file of the workspace, with which they travel."""

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import WorkspaceError, system_reason

VIEWS_FILE = "views.json"


@dataclass(frozen=True, slots=True)
class SavedView:
    """What is shown of a data set, in which order and how.

    Attributes:
        name: What it is called; "" for the one that was on show last.
        filter: A line in the filter's language.
        sort: Name of the column to sort by.
        descending: Whether the largest comes first.
        layout: "table" or "grid".
    """

    name: str
    filter: str = ""
    sort: str = "case"
    descending: bool = False
    layout: str = "table"

    def shows_as(self, other: "SavedView") -> bool:
        """Whether another view differs in nothing but its name."""
        return self == replace(other, name=self.name)


@dataclass(frozen=True, slots=True)
class ViewBook:
    """The views of a data set.

    Attributes:
        views: Those with a name, no name twice, in the order in which they were saved.
        last: The one that was on show when the data set was closed.
    """

    views: tuple[SavedView, ...] = ()
    last: SavedView | None = None

    def find(self, name: str) -> SavedView | None:
        """The view of that name."""
        return next((view for view in self.views if view.name == name), None)

    def with_view(self, view: SavedView, place: int | None = None) -> "ViewBook":
        """With one more view, in the place of one of the same name, else at `place` or the end."""
        if self.find(view.name) is not None:
            views = tuple(view if old.name == view.name else old for old in self.views)
            return ViewBook(views, self.last)
        at = len(self.views) if place is None else place
        return ViewBook((*self.views[:at], view, *self.views[at:]), self.last)

    def without(self, name: str) -> "ViewBook":
        """Without the view of that name."""
        return ViewBook(tuple(view for view in self.views if view.name != name), self.last)


def read_views(file: Path) -> ViewBook:
    """The views in a file; none where there is no file.

    Raises:
        WorkspaceError: The file cannot be read, or is no list of views.
    """
    try:
        written = json.loads(file.read_bytes())
        views = {view.name: view for view in map(_view, written["views"])}
        last = written.get("last")
        return ViewBook(tuple(views.values()), None if last is None else _view(last))
    except FileNotFoundError:
        return ViewBook()
    except OSError as error:
        raise WorkspaceError(file, f"cannot be read: {system_reason(error)}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WorkspaceError(file, "is no list of saved views") from error


def write_views(file: Path, book: ViewBook) -> None:
    """Write views in the place of those that are in a file. Raises WorkspaceError."""
    last = None if book.last is None else asdict(book.last)
    written = {"views": [asdict(view) for view in book.views], "last": last}
    text = json.dumps(written, ensure_ascii=False, indent=1)
    try:
        atomic.write_bytes(file, f"{text}\n".encode(errors="surrogateescape"))
    except OSError as error:
        raise WorkspaceError(file, f"cannot be written: {system_reason(error)}") from error


def set_aside(file: Path) -> Path:
    """Give a damaged file another name, so that nothing is written over it. Raises OSError."""
    aside = file.with_name(f"{file.stem}.damaged{file.suffix}")
    return file.replace(aside)


def _view(written: dict[str, Any]) -> SavedView:
    known = {name.name: written[name.name] for name in fields(SavedView) if name.name in written}
    view = SavedView(**known)
    texts = (view.name, view.filter, view.sort, view.layout)
    if not all(isinstance(text, str) for text in texts) or not isinstance(view.descending, bool):
        raise TypeError("a view has other values")
    return view
