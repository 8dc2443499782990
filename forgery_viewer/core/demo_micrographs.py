"""Demo cases made from the shipped micrographs: what was copied in them, and where to.

Places are written down by hand, at what a forger would copy. All of them are (x, y) in pixels of
the case, not of the base image.
"""

from functools import cache

import numpy as np

from forgery_viewer.core.forging import Duplication, Forgery, Image, Paste, forge, matched
from forgery_viewer.core.images import read_image
from forgery_viewer.core.resources import resource
from forgery_viewer.core.shapes import blob, ellipse

Pair = tuple[Image, Forgery]


def dermis(rng: np.random.Generator) -> Pair:
    """Skin in which a gland and a vessel stand more than once: two instances."""
    image = _crop("skin.png", 400, 300, 788, 649)
    shape = (649, 788)
    gland = Duplication(
        blob(shape, (213, 419), (42, 53), rng, 0.05),
        (
            Paste(478, 206, angle_deg=52.0),
            Paste(545, 430, angle_deg=-24.0, scale=0.86, mirrored=True, gain=1.04),
        ),
    )
    vessel = Duplication(
        blob(shape, (672, 601), (34, 42), rng, 0.06), (Paste(390, 520, angle_deg=-75.0),)
    )
    return image, forge(image, [gland, vessel], feather_px=3.0)


def epidermis(rng: np.random.Generator) -> Pair:
    """A large field of skin: a ridge, a vessel and a cluster of cells, three instances."""
    image = _crop("skin.png", 40, 0, 1200, 900)
    shape = (900, 1200)
    ridge = Duplication(
        blob(shape, (994, 340), (48, 66), rng, 0.05),
        (Paste(433, 392, angle_deg=9.0, mirrored=True),),
    )
    vessel = Duplication(
        blob(shape, (494, 535), (38, 33), rng, 0.05),
        (Paste(808, 505, angle_deg=20.0), Paste(1086, 560, angle_deg=-140.0, scale=1.12)),
    )
    cluster = Duplication(
        blob(shape, (388, 822), (70, 48), rng, 0.10),
        (Paste(850, 742, angle_deg=180.0, gain=1.03, offset=-3.0),),
    )
    return image, forge(image, [ridge, vessel, cluster], feather_px=4.0)


def horny_layer(rng: np.random.Generator) -> Pair:
    """The edge of the skin with nuclei of one papilla put into the next: one instance."""
    image = _crop("skin.png", 580, 90, 520, 420)
    shape = (420, 520)
    nuclei = Duplication(
        blob(shape, (91, 230), (32, 23), rng, 0.06),
        (Paste(322, 248, angle_deg=-18.0, mirrored=True), Paste(160, 352, angle_deg=64.0)),
    )
    return image, forge(image, [nuclei], feather_px=3.0)


def optic_disc(rng: np.random.Generator) -> Pair:
    """A retina in which a branch of a vessel was covered with the ground beside it."""
    image = _crop("retina.jpg", 60, 340, 696, 512)
    shape = (512, 696)
    ground = ellipse(shape, (424, 232), (20, 62))
    branch = blob(shape, (596, 214), (24, 46), rng, 0.06)
    duplications = [
        Duplication(ground, (matched(image, ground, Paste(470, 222)),)),
        Duplication(branch, (matched(image, branch, Paste(530, 190, angle_deg=14.0)),)),
    ]
    return image, forge(image, duplications, feather_px=8.0)


def arcade(rng: np.random.Generator) -> Pair:
    """The green channel of a retina, grey: a fork of a vessel, twice more and mirrored once."""
    red_free = _crop("retina.jpg", 600, 100, 620, 560)[..., 1]
    image = np.repeat(red_free[..., np.newaxis], 3, axis=2)
    fork = blob((560, 620), (314, 146), (36, 46), rng, 0.04)
    places = (Paste(512, 392, angle_deg=-8.0, mirrored=True), Paste(186, 196, scale=0.9))
    pastes = tuple(matched(image, fork, paste) for paste in places)
    return image, forge(image, [Duplication(fork, pastes)], feather_px=8.0)


def aneurysm(rng: np.random.Generator) -> Pair:
    """A tiny crop of a retina, grey, 102 px a side: one microaneurysm became three."""
    image = read_image(resource("base_images/microaneurysms.png"))
    spot = Duplication(
        blob(image.shape[:2], (16, 22), (6, 6), rng, 0.05),
        (Paste(64, 32, angle_deg=90.0), Paste(31, 71, mirrored=True, gain=1.05, offset=-4.0)),
    )
    return image, forge(image, [spot], feather_px=2.0)


def cell(rng: np.random.Generator) -> Pair:
    """A cell under phase contrast, grey, with its halo: turned, and smaller once more."""
    image = read_image(resource("base_images/cell.png"))
    bright = Duplication(
        blob(image.shape[:2], (427, 373), (104, 104), rng, 0.01),
        (
            Paste(166, 180, angle_deg=118.0, scale=0.82, gain=0.97),
            Paste(196, 520, angle_deg=-40.0, mirrored=True, scale=0.94),
        ),
    )
    return image, forge(image, [bright], feather_px=16.0)


def crop_of_skin(left: int, top: int, width: int, height: int) -> Image:
    """A part of the skin micrograph, (height, width, 3) RGB uint8."""
    return _crop("skin.png", left, top, width, height)


def crop_of_retina(left: int, top: int, width: int, height: int) -> Image:
    """A part of the retina photograph, (height, width, 3) RGB uint8."""
    return _crop("retina.jpg", left, top, width, height)


def _crop(name: str, left: int, top: int, width: int, height: int) -> Image:
    return _base_image(name)[top : top + height, left : left + width].copy()


@cache
def _base_image(name: str) -> Image:
    return read_image(resource("base_images") / name)
