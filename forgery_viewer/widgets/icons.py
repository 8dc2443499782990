"""Lucide icons in the colours of the theme, crisp on every screen."""

from difflib import get_close_matches
from functools import cache
from math import ceil

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from forgery_viewer.core.resources import resource

STROKE_WIDTH = 1.75
# Ratios of the screens people have; Qt takes the nearest larger one in between.
DEVICE_PIXEL_RATIOS = (1.0, 1.5, 2.0, 3.0)


@cache
def icon_names() -> frozenset[str]:
    """The names that `icon` and `pixmap` know: Lucide's own, without the suffix."""
    return frozenset(path.stem for path in resource("icons").glob("*.svg"))


def pixmap(name: str, colour: str | QColor, size_px: int = 16, ratio: float = 1.0) -> QPixmap:
    """One icon as a transparent picture, `size_px` points wide and high.

    `ratio` is the screen's device pixel ratio: the picture has `size_px * ratio` pixels a side and
    carries the ratio, so that it is drawn `size_px` points wide. Needs a QGuiApplication.
    Raises ValueError for an unknown name, an invalid colour or a size or ratio not above 0.
    """
    tint = QColor(colour)
    if not tint.isValid():
        raise ValueError(f"{colour!r} is not a colour")
    if size_px <= 0 or ratio <= 0:
        raise ValueError(f"an icon needs a positive size and ratio, not {size_px} and {ratio}")
    key = f"icon/{name}/{tint.name(QColor.NameFormat.HexArgb)}/{size_px}/{ratio}"
    picture = QPixmap()
    # Qt's own cache: unlike one in Python it goes before the application does.
    if not QPixmapCache.find(key, picture):
        picture = _rendered(name, tint, size_px, ratio)
        QPixmapCache.insert(key, picture)
    return picture


def icon(
    name: str,
    colour: str | QColor,
    size_px: int = 16,
    *,
    active: str | QColor | None = None,
    checked: str | QColor | None = None,
    disabled: str | QColor | None = None,
) -> QIcon:
    """One icon for buttons, actions and items, `size_px` points wide and high.

    `active` is its colour under the pointer, `checked` its colour while the button is pressed or
    checked (`active` where it is not given), `disabled` its colour on a disabled control.
    Raises ValueError as `pixmap` does.
    """
    pressed = checked if checked is not None else active
    # Qt draws a checked button under the pointer as a checked one.
    tints = [
        (QIcon.Mode.Normal, QIcon.State.Off, colour),
        (QIcon.Mode.Active, QIcon.State.Off, active),
        (QIcon.Mode.Normal, QIcon.State.On, pressed),
        (QIcon.Mode.Disabled, QIcon.State.Off, disabled),
        (QIcon.Mode.Disabled, QIcon.State.On, disabled),
    ]
    made = QIcon()
    for mode, state, tint in tints:
        if tint is not None:
            for ratio in DEVICE_PIXEL_RATIOS:
                made.addPixmap(pixmap(name, tint, size_px, ratio), mode, state)
    return made


def _rendered(name: str, tint: QColor, size_px: int, ratio: float) -> QPixmap:
    tinted = _shape(name, ceil(size_px * ratio)).copy()
    painter = QPainter(tinted)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(tinted.rect(), tint)
    painter.end()
    picture = QPixmap.fromImage(tinted)
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def _shape(name: str, side: int) -> QImage:
    """The icon in black, `side` pixels a side, from which every colour of it is made."""
    if name not in icon_names():
        near = get_close_matches(name, icon_names(), n=3)
        advice = f"; did you mean {' or '.join(near)}?" if near else ""
        raise ValueError(f"no icon is called {name!r}{advice}")
    svg = (resource("icons") / f"{name}.svg").read_text(encoding="utf-8")
    svg = svg.replace("currentColor", "#000000")
    svg = svg.replace('stroke-width="2"', f'stroke-width="{STROKE_WIDTH}"')
    shape = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    shape.fill(Qt.GlobalColor.transparent)
    painter = QPainter(shape)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return shape
