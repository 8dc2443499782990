"""Every action of the window: its name, keys, icon and menu, in one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from forgery_viewer.app.fixed_keys import FIXED, FIXED_ACTIONS, ON_CANVASES
from forgery_viewer.state.keymap import Keymap, KeyRow
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.widgets.icons import icon
from forgery_viewer.widgets.theme import theme_of


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action and where it stands."""

    key: str
    menu: str
    """Its menu, or menu and submenu with a slash between them."""
    text: str
    icon_name: str = ""
    keys: tuple[str, ...] = ()
    checkable: bool = False
    divider: bool = False
    """Whether a line stands above it in the menu."""


ACTIONS = (
    ActionRow("open", "File", "&Open a data set…", "folder-open", ("Ctrl+O",)),
    ActionRow("demo", "File", "Open the &demo", "images"),
    ActionRow("save", "File", "&Save corrections", "save", ("Ctrl+S",), divider=True),
    ActionRow("save_all", "File", "Save &all corrections", "", ("Ctrl+Shift+S",)),
    ActionRow("export", "File", "&Export masks…", "download", ("Ctrl+Shift+E",)),
    ActionRow("copy_picture", "File", "Copy the &picture", "copy", ("Ctrl+Shift+C",), divider=True),
    ActionRow("save_picture", "File", "Save the p&icture…", "", ("Ctrl+P",)),
    ActionRow("refresh", "File", "&Read changed files again", "refresh-cw", ("F5",), divider=True),
    ActionRow("close", "File", "&Close the data set", "x", ("Ctrl+W",)),
    ActionRow("quit", "File", "&Quit", "", ("Ctrl+Q",)),
    ActionRow("undo", "Edit", "&Undo", "undo-2", ("Ctrl+Z",)),
    ActionRow("redo", "Edit", "&Redo", "redo-2", ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionRow(
        "accept", "Edit", "Accept what is in progress", "", ("Return", "Enter"), divider=True
    ),
    ActionRow("step_back", "Edit", "Drop the last point", "", ("Backspace",)),
    ActionRow("drop_stroke", "Edit", "Drop what is in progress", "", ("Esc",)),
    ActionRow("copy_region", "Edit", "&Copy the region", "copy", ("Ctrl+C",), divider=True),
    ActionRow("paste_region", "Edit", "&Paste the region", "stamp", ("Ctrl+V",)),
    ActionRow("find", "Edit", "&Find images", "search", ("Ctrl+F",)),
    ActionRow("review_page", "View", "&Review", "", ("Ctrl+1",), checkable=True),
    ActionRow("compare_page", "View", "Co&mpare", "", ("Ctrl+2",), checkable=True),
    ActionRow("predict_page", "View", "Pre&dict", "", ("Ctrl+3",), checkable=True),
    ActionRow("statistics_page", "View", "&Statistics", "", ("Ctrl+4",), checkable=True),
    ActionRow("previous", "View", "&Previous image", "chevron-left", ("A", "PgUp"), divider=True),
    ActionRow("next", "View", "&Next image", "chevron-right", ("D", "PgDown")),
    ActionRow("previous_unreviewed", "View", "Previous unreviewed image", "", ("Shift+A",)),
    ActionRow("next_unreviewed", "View", "Next unre&viewed image", "circle-dashed", ("Shift+D",)),
    ActionRow("fit", "View", "&Fit the image", "maximize", ("R",), divider=True),
    ActionRow("actual_size", "View", "&100 %", "", ("Ctrl+0",)),
    ActionRow("zoom_in", "View", "Zoom &in", "zoom-in", ("Ctrl++", "Ctrl+=")),
    ActionRow("zoom_out", "View", "Zoom &out", "", ("Ctrl+-",)),
    ActionRow("to_instance", "View", "&Zoom to the instance", "scan-search", ("Z",)),
    ActionRow("walk", "View", "Next &instance or region", "", ("N",)),
    ActionRow("overlay", "View", "Show the &mask", "eye", ("V",), checkable=True, divider=True),
    ActionRow("contour_only", "View", "&Contour only", "square-dashed", ("C",), checkable=True),
    ActionRow("truth", "View", "&Truth as a picture", "shapes", ("G",)),
    ActionRow("prediction", "View", "Pr&ediction as a picture", "flame", ("J",)),
    ActionRow("difference", "View", "&Difference as a picture", "diff", ("Y",)),
    ActionRow("lens", "View", "Ma&gnifier", "zoom-in", ("O",), checkable=True, divider=True),
    ActionRow("rulers", "View", "R&ulers", "", ("Shift+R",), checkable=True),
    ActionRow("minimap", "View", "Mini&map", "", checkable=True),
    ActionRow("twins", "View", "&Twins", "", ("Ctrl+T",), checkable=True),
    ActionRow("curtain", "View", "C&urtain", "square-split-horizontal", ("S",), checkable=True),
    ActionRow("links", "View", "&Link the canvases", "link-2", (), checkable=True, divider=True),
    ActionRow("layout", "View", "Next la&yout", "layout-panel-left", ("Tab",)),
    ActionRow("pick", "Mask/Tools", "&Pick", "mouse-pointer-2", ("I",)),
    ActionRow("brush", "Mask/Tools", "&Brush", "brush", ("B",)),
    ActionRow("eraser", "Mask/Tools", "&Eraser", "eraser", ("E",)),
    ActionRow("polygon", "Mask/Tools", "P&olygon", "vector-polygon", ("P",), divider=True),
    ActionRow("lasso", "Mask/Tools", "&Lasso", "lasso", ("L",)),
    ActionRow("box", "Mask/Tools", "&Rectangle or ellipse", "square-dashed", ("U",)),
    ActionRow("fill", "Mask/Tools", "&Fill", "paint-bucket", ("F",), divider=True),
    ActionRow("fill_everywhere", "Mask/Tools", "Fill e&verywhere", "", ("Shift+F",)),
    ActionRow("wand", "Mask/Tools", "&Wand", "wand-sparkles", ("W",)),
    ActionRow("changes", "Mask/Tools", "Mask from the &difference", "diff", ("Q",)),
    ActionRow("move", "Mask/Tools", "&Move", "move", ("T",), divider=True),
    ActionRow("cut", "Mask/Tools", "&Cut", "scissors-line-dashed", ("Shift+S",)),
    ActionRow("mirror", "Mask/Tools", "Mirror what is pasted", "", ("Shift+M",)),
    ActionRow("smaller", "Mask/Tools", "Smaller brush", "", ("[",), divider=True),
    ActionRow("larger", "Mask/Tools", "Larger brush", "", ("]",)),
    ActionRow("swap", "Mask/Tools", "S&wap with the background", "", ("X",)),
    ActionRow("protect", "Mask/Tools", "Protect other &instances", "", ("K",), checkable=True),
    ActionRow("new_instance", "Mask", "&New instance", "plus", ("M",), divider=True),
    ActionRow("delete_instance", "Mask", "&Delete the instance", "trash-2", ("Del",)),
    ActionRow("solo", "Mask", "This instance a&lone, or all", "", ("Shift+V",)),
    ActionRow("duplicate", "Mask", "D&uplicate", "copy", ("Ctrl+D",)),
    ActionRow("merge", "Mask", "&Merge the selected", "merge", ("Ctrl+M",)),
    ActionRow("split", "Mask", "Sp&lit by regions", "split", ("Ctrl+Shift+M",)),
    ActionRow("give", "Mask", "&Give a region to another instance", "", ("Shift+T",)),
    ActionRow("earlier", "Mask", "Move up in the list", "", ("Alt+Up",)),
    ActionRow("later", "Mask", "Move down in the list", "", ("Alt+Down",)),
    ActionRow("note", "Mask", "N&ote…", "pencil", ("F2",)),
    *(
        ActionRow(f"operation:{key}", "Mask/Operations", title, "", keys)
        for key, title, keys in (
            ("grow", "&Grow…", ("Ctrl+Shift+G",)),
            ("shrink", "&Shrink…", ()),
            ("open", "&Open…", ()),
            ("close", "&Close…", ()),
            ("holes", "&Fill holes…", ()),
            ("small-holes", "Fill small holes…", ()),
            ("specks", "Remove s&pecks…", ()),
            ("smooth", "S&mooth…", ()),
            ("hull", "Convex &hull…", ()),
            ("hulls", "Convex hull of each region…", ()),
            ("snap", "Snap to the &difference…", ()),
            ("invert", "&Invert…", ()),
            ("clear", "Clea&r…", ()),
        )
    ),
    ActionRow("repeat", "Mask/Operations", "The last one again", "", ("Ctrl+R",), divider=True),
    ActionRow("combine:and", "Mask/Combine", "&And…", "squares-intersect"),
    ActionRow("combine:or", "Mask/Combine", "&Or…", "squares-unite"),
    ActionRow("combine:minus", "Mask/Combine", "&Minus…", "squares-subtract"),
    ActionRow("combine:xor", "Mask/Combine", "&Xor…", "squares-exclude"),
    ActionRow(
        "approve_next",
        "Mask/Review",
        "&Approve and next",
        "circle-check",
        ("Ctrl+Return", "Ctrl+Enter"),
    ),
    ActionRow("skip", "Mask/Review", "&Skip", "circle-minus", ("Ctrl+Space",)),
    ActionRow("review:open", "Mask/Review", "&Open", "circle-dashed", divider=True),
    ActionRow("review:approved", "Mask/Review", "A&pproved", "circle-check"),
    ActionRow("review:needs-work", "Mask/Review", "&Needs work", "flag"),
    ActionRow("review_note", "Mask/Review", "No&te for the next reader", "pencil", divider=True),
    ActionRow("previous_instance", "Mask", "Previous instance", "", ("-",)),
    ActionRow("next_instance", "Mask", "Next instance", "", ("=",)),
    ActionRow("predict_this", "Predict", "Predict this &image", "play"),
    ActionRow("predict_filter", "Predict", "Predict the &filtered images"),
    ActionRow("predict_all", "Predict", "Predict a&ll images"),
    ActionRow("predict_stop", "Predict", "&Stop predicting", "x"),
    ActionRow("predict_ahead", "Predict", "Predict a&head", "", checkable=True, divider=True),
    ActionRow("bring_model", "Predict", "Bring a &model…", "folder-open", divider=True),
    ActionRow("bring_submission", "Predict", "Bring a s&ubmission…", "table-2"),
    ActionRow("bring_folder", "Predict", "Bring masks &or maps…"),
    ActionRow("trusted_files", "Predict", "&Trusted files…", "shield"),
    ActionRow("save_scores", "Predict", "Save the s&cores…", "download"),
    ActionRow(
        "take_replace",
        "Predict",
        "&Replace the mask by the prediction",
        "replace",
        (),
        divider=True,
    ),
    ActionRow("take_add", "Predict", "&Add the prediction to the mask", "squares-unite"),
    ActionRow(
        "take_subtract", "Predict", "Su&btract the prediction from the mask", "squares-subtract"
    ),
    ActionRow("browser", "Window", "&Browser", "table-2", ("Ctrl+B",), checkable=True),
    ActionRow("pictures", "Window", "Browser with &pictures", "", ("Ctrl+G",), checkable=True),
    ActionRow("views", "Window", "Saved &views", "bookmark", ("Ctrl+Shift+B",)),
    ActionRow("findings", "Window", "&Findings", "triangle-alert", ("Ctrl+J",), checkable=True),
    ActionRow("system_look", "Window", "Colours of the &system", "", checkable=True, divider=True),
    ActionRow("dark_look", "Window", "&Dark", "", checkable=True),
    ActionRow("light_look", "Window", "&Light", "", checkable=True),
    ActionRow("all_actions", "Help", "&All actions…", "search", ("Ctrl+K",)),
    ActionRow("keys", "Help", "&Keys", "circle-help", ("F1", "?")),
    ActionRow("about", "Help", "&About Forgery Viewer", "info"),
)

MENUS = ("File", "Edit", "View", "Mask", "Predict", "Window", "Help")


def key_rows() -> list[KeyRow]:
    """What keys do, for the keymap and the help: the actions, and what is fixed."""
    rows = [
        KeyRow(
            row.key,
            row.menu.rpartition("/")[2],
            row.text.replace("&", "").rstrip("…"),
            row.keys,
            "It means the same with every tool." if row.key in FIXED_ACTIONS else "",
            on_canvases=row.key in ON_CANVASES,
        )
        for row in ACTIONS
    ]
    return [*rows, *FIXED]


class Actions(QObject):
    """The window's QActions by key."""

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        reserved = {f"Alt+{name[0]}": f"opens the menu {name}" for name in MENUS}
        self.keymap = Keymap(preferences, key_rows(), reserved, self)
        self._actions: dict[str, QAction] = {}
        for row in ACTIONS:
            action = QAction(row.text, self)
            action.setCheckable(row.checkable)
            self._actions[row.key] = action
        self.keymap.changed.connect(self._give_keys)
        self._give_keys()
        self.refresh_icons()

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def add_to(self, widget: QWidget, *keys: str) -> None:
        """Make the keys of some actions work while `widget` is in the active window."""
        for key in keys:
            widget.addAction(self._actions[key])

    def fill(self, menu_bar: QMenuBar) -> dict[str, QMenu]:
        """Put every action into its menu."""
        menus = {name: menu_bar.addMenu(f"&{name}") for name in MENUS}
        for row in ACTIONS:
            outer, _slash, inner = row.menu.partition("/")
            if row.menu not in menus:
                menus[row.menu] = menus[outer].addMenu(f"&{inner}")
            if row.divider:
                menus[row.menu].addSeparator()
            menus[row.menu].addAction(self._actions[row.key])
        return menus

    def refresh_icons(self) -> None:
        """Draw the icons in the colours of the present theme."""
        theme = theme_of(self._window)
        for row in ACTIONS:
            # A checkable entry shows its mark where the icon would stand.
            if row.icon_name and not row.checkable:
                drawn = icon(row.icon_name, theme.text2, 16, disabled=theme.disabled)
                self._actions[row.key].setIcon(drawn)

    def _give_keys(self) -> None:
        """Have the keys of the keymap do what they are to do."""
        wanted = {key: list(map(QKeySequence, self.keymap.keys(key))) for key in self._actions}
        others = {key for key, keys in wanted.items() if self._actions[key].shortcuts() != keys}
        # First all are freed: for a moment no key may belong to two.
        for key in others:
            self._actions[key].setShortcuts([])
        for key in others:
            self._actions[key].setShortcuts(wanted[key])
