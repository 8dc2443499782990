"""The demo's figure of several panels, as papers print them: blots, bars, cells and skin."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from forgery_viewer.core.blots import Band, blot
from forgery_viewer.core.demo_micrographs import Pair, crop_of_skin
from forgery_viewer.core.fluorescence import BLUE, GREEN, nuclei
from forgery_viewer.core.forging import Duplication, Image, Paste, forge
from forgery_viewer.core.shapes import blob, rectangle

Font = ImageFont.ImageFont | ImageFont.FreeTypeFont

_SIZE = (1110, 640)  # width, height
_INK = (20, 20, 20)
_LANES = 6
# Left and top of what the panels hold.
_STRIPS = ((118, 66), (118, 136), (118, 206))
_STRIP_SIZE = (430, 60)
_CELLS = ((44, 356), (304, 356))
_SKIN = ((578, 356), (838, 356))
_PANEL_SIDE = 250


def multi_panel(rng: np.random.Generator) -> Pair:
    """A figure in which cells of one panel and a band of one strip stand in another as well."""
    page = np.full((_SIZE[1], _SIZE[0], 3), 255, np.uint8)
    bands = [_lay_strip(page, place, rng) for place in _STRIPS]
    for place in _CELLS:
        made = nuclei((_PANEL_SIDE, _PANEL_SIDE), 13, 13.0, rng, BLUE, GREEN)
        _lay(page, made.image, place)
    for place, (left, top) in zip(_SKIN, ((20, 470), (700, 560)), strict=True):
        _lay(page, crop_of_skin(left, top, _PANEL_SIDE, _PANEL_SIDE), place)
    _draw(page, rng)
    shape = (_SIZE[1], _SIZE[0])
    # From the lower left corner into the upper right one: two of the four seams are frames anyway.
    cells = rectangle(shape, _CELLS[0][0], _CELLS[0][1] + 109, 131, 141)
    into = Paste(_CELLS[1][0] + 184, _CELLS[1][1] + 70, angle_deg=180.0)
    source, target = bands[0][3], bands[2][1]
    band = rectangle(shape, round(source.x) - 34, round(source.y) - 20, 69, 41)
    vessel = blob(shape, (_SKIN[0][0] + 71, _SKIN[0][1] + 176), (38, 44), rng, 0.05)
    duplications = [
        Duplication(cells, (into,)),
        Duplication(band, (Paste(round(target.x), round(target.y), gain=1.01),)),
        Duplication(vessel, (Paste(_SKIN[1][0] + 150, _SKIN[1][1] + 120, mirrored=True),)),
    ]
    return page, forge(page, duplications, feather_px=2.0)


def _lay(page: Image, picture: NDArray[np.uint8], place: tuple[int, int]) -> None:
    left, top = place
    height, width = picture.shape[:2]
    page[top : top + height, left : left + width] = picture


def _lay_strip(page: Image, place: tuple[int, int], rng: np.random.Generator) -> list[Band]:
    """Put one row of bands on the page; the bands, in pixels of the page."""
    width, height = _STRIP_SIZE
    strengths = rng.uniform(0.3, 1.3, (1, _LANES))
    made = blot((height, width), _LANES, strengths, rng, 7.0)
    _lay(page, np.repeat(made.image[..., np.newaxis], 3, axis=2), place)
    return [
        Band(band.x + place[0], band.y + place[1], band.half_width_px, band.half_height_px)
        for band in made.bands[0]
    ]


def _draw(page: Image, rng: np.random.Generator) -> None:
    """Frames, letters and bars, straight onto the page."""
    canvas = Pillow.fromarray(page)
    draw = ImageDraw.Draw(canvas)
    letter, text = ImageFont.load_default(26), ImageFont.load_default(15)
    for sign, x, y in (("A", 14, 8), ("B", 586, 8), ("C", 14, 308), ("D", 548, 308)):
        draw.text((x, y), sign, _INK, letter)
    _draw_strips(draw, text)
    _draw_bars(draw, text, rng)
    titles = ("Control", "Treated", "Day 0", "Day 14")
    for title, (left, top) in zip(titles, (*_CELLS, *_SKIN), strict=True):
        draw.text((left + _PANEL_SIDE / 2, top - 8), title, _INK, text, anchor="ms")
    # Scale bars.
    for place, ink in ((_CELLS[1], (255, 255, 255)), (_SKIN[1], _INK)):
        left, top = place[0] + _PANEL_SIDE - 66, place[1] + _PANEL_SIDE - 16
        draw.rectangle((left, top, left + 52, top + 4), ink)
    page[:] = np.asarray(canvas)


def _draw_strips(draw: ImageDraw.ImageDraw, text: Font) -> None:
    """Frames round the strips, what they were stained for, and how the lanes were treated."""
    width, height = _STRIP_SIZE
    for name, (left, top) in zip(("p-ERK", "ERK", "GAPDH"), _STRIPS, strict=True):
        draw.rectangle((left - 1, top - 1, left + width, top + height), outline=_INK)
        draw.text((left - 10, top + height / 2), name, _INK, text, anchor="rm")
    left, top = _STRIPS[0]
    draw.text((left - 10, top - 14), "TGF-b", _INK, text, anchor="rm")
    pitch = width / (_LANES + 0.25)
    for lane in range(_LANES):
        sign = "+" if lane % 2 else "-"
        draw.text((left + pitch * (lane + 0.625), top - 14), sign, _INK, text, anchor="mm")


def _draw_bars(draw: ImageDraw.ImageDraw, text: Font, rng: np.random.Generator) -> None:
    """A chart of four bars with their errors."""
    left, bottom, top = 668, 262, 40
    draw.line((left, top, left, bottom, left + 400, bottom), _INK, 2)
    for tick in range(5):
        y = bottom - 50 * tick
        draw.line((left - 5, y, left, y), _INK, 2)
        draw.text((left - 10, y), f"{tick / 2:.1f}", _INK, text, anchor="rm")
    for number, name in enumerate(("siCtrl", "siA", "siB", "siC")):
        x, height = left + 30 + 94 * number, int(rng.uniform(50, 170))
        error = int(rng.uniform(6, 16))
        shade = (214, 150, 96, 52)[number]
        draw.rectangle((x, bottom - height, x + 52, bottom), (shade,) * 3, outline=_INK)
        draw.line((x + 26, bottom - height - error, x + 26, bottom - height), _INK, 2)
        draw.line((x + 16, bottom - height - error, x + 36, bottom - height - error), _INK, 2)
        draw.text((x + 26, bottom + 16), name, _INK, text, anchor="mm")
