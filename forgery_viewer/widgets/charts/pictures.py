"""Charts as pictures: always in the light theme, on white paper, whatever the window looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from forgery_viewer.state.charts.catalogue import Charts
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.widgets.charts.catalogue import ChartKind
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from forgery_viewer.widgets.charts.plot import EDGE_PX, LEFT, tick_metrics
from forgery_viewer.widgets.theme import LIGHT, text_font

SIZE_PX = (960, 560)
SHARPNESS = 2
"""Pixels of a PNG for each point: sharp in print and on any screen."""
PAPER = replace(LIGHT, base="#FFFFFF")
_HEAD_PX = 60

Draw = Callable[[QPainter], None]


def draw_png(kind: ChartKind, charts: Charts, choice: Choice | None) -> QImage:
    """A chart with its title, `SIZE_PX` times `SHARPNESS` pixels."""
    image = QImage(QSize(*SIZE_PX) * SHARPNESS, QImage.Format.Format_RGB32)
    image.fill(QColor(PAPER.base))
    painter = QPainter(image)
    painter.scale(SHARPNESS, SHARPNESS)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    _draw(painter, kind, charts, choice)
    painter.end()
    return image


def png_bytes(image: QImage) -> bytes:
    """A picture as the contents of a PNG file; can be called from any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def draw_svg(kind: ChartKind, charts: Charts, choice: Choice | None) -> bytes:
    """A chart with its title as the contents of an SVG file, `SIZE_PX` large."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(*SIZE_PX))
    generator.setViewBox(QRectF(0, 0, *SIZE_PX))
    generator.setTitle(kind.title)
    generator.setDescription(kind.reading)
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, *SIZE_PX), QColor(PAPER.base))
    _draw(painter, kind, charts, choice)
    painter.end()
    return bytes(buffer.data().data())


def _draw(painter: QPainter, kind: ChartKind, charts: Charts, choice: Choice | None) -> None:
    _write_head(painter, kind, charts, choice)
    width, height = SIZE_PX
    room = QRectF(0, _HEAD_PX, width, height - _HEAD_PX)
    with _plot(kind, charts, choice) as plot:
        plot.draw_on(painter, room)


@contextmanager
def _plot(kind: ChartKind, charts: Charts, choice: Choice | None) -> Iterator[ChoosingPlot]:
    """A chart of the size of the picture, which is never on the screen."""
    plot = kind.make()
    try:
        plot.resize(SIZE_PX[0], SIZE_PX[1] - _HEAD_PX)
        plot.draw_in(PAPER)
        plot.show_chart(charts.by_key[kind.key])
        plot.show_choice(choice)
        yield plot
    finally:
        plot.deleteLater()


def _write_head(painter: QPainter, kind: ChartKind, charts: Charts, choice: Choice | None) -> None:
    title, room = text_font(15, 600), SIZE_PX[0] - 2 * EDGE_PX
    painter.setFont(title)
    painter.setPen(QColor(PAPER.text1))
    painter.drawText(QRectF(EDGE_PX, 10, room, 22), LEFT, kind.title)
    used = tick_metrics(15, 600).horizontalAdvance(kind.title) + 10
    painter.setFont(text_font(12))
    painter.setPen(QColor(PAPER.text2))
    unit = kind.unit_of(charts.statistics.counts)
    painter.drawText(QRectF(EDGE_PX + used, 11, room - used, 22), LEFT, unit)
    about = [charts.scope, f"{charts.statistics.counts.images:,} images"]
    if choice is not None and charts.by_key[kind.key].chosen(choice).any():
        about.append(f"chosen: {choice.name}, {choice.figures}")
    painter.drawText(QRectF(EDGE_PX, 32, room, 18), LEFT, "; ".join(filter(None, about)))
