"""Makes the three pictures of the start page, resources/start/*.png, from the demo.

    python scripts/start_pictures.py

The demo is made from the free micrographs in resources/base_images and from images by formula, so
the pictures are as free as those. They are twice as large as they are shown, for sharp screens,
and transparent where the page shows through.
"""

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from forgery_viewer.core.demo import make_demo
from forgery_viewer.core.images import read_image
from forgery_viewer.core.opencv import cv2

Pixels = NDArray[np.uint8]

HEIGHT, WIDTH = 264, 552
TILES = ("35981", "7747", "46763", "56764", "59304", "32799", "40616", "30415")
SHOWN = "35981"
# Rows and columns of the part of that case with a cell and its two copies.
PART = np.s_[166:621, 20:330]
# As on the canvases of the window, whose colours are in widgets/theme.py.
COLOUR, CASING = (0x46, 0xFC, 0xDD), (0x0C, 0x0C, 0x0C)
FILL = 0.4


def fitted(image: Pixels, height: int, width: int) -> Pixels:
    """The largest middle part of that shape, scaled to that size."""
    scale = min(image.shape[0] / height, image.shape[1] / width)
    rows, columns = int(height * scale), int(width * scale)
    top, left = (image.shape[0] - rows) // 2, (image.shape[1] - columns) // 2
    part = image[top : top + rows, left : left + columns]
    return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def spread(tiles: list[Pixels], columns: int, gap: int) -> Pixels:
    """Tiles of one size in rows, (HEIGHT, WIDTH, 4), with transparent gaps of `gap` pixels."""
    picture = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    height, width = tiles[0].shape[:2]
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        top, left = row * (height + gap), column * (width + gap)
        picture[top : top + height, left : left + width, :3] = tile
        picture[top : top + height, left : left + width, 3] = 255
    return picture


def folder(forged: Path) -> Pixels:
    """What a data set looks like: eight of its images."""
    images = [read_image(forged / f"{name}.png") for name in TILES]
    return spread([fitted(image, 130, 135) for image in images], 4, 4)


def triptych(authentic: Path, forged: Path, mask: Pixels) -> Pixels:
    """One case as authentic, forged and overlay."""
    sides = [
        fitted(read_image(path / f"{SHOWN}.png")[PART], 264, 180) for path in (authentic, forged)
    ]
    instance = fitted(mask[0][PART] * np.uint8(255), 264, 180) > 127
    overlay = sides[1].copy()
    tint = np.array(COLOUR) * FILL
    overlay[instance] = (overlay[instance] * (1 - FILL) + tint).astype(np.uint8)
    lines, _ = cv2.findContours(instance.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    for colour, thickness in ((CASING, 5), (COLOUR, 2)):
        cv2.drawContours(overlay, lines, -1, colour, thickness, cv2.LINE_AA)
    return spread([*sides, overlay], 3, 6)


def masks(mask: Pixels) -> Pixels:
    """The first two channels of a mask, white on black panels."""
    picture = Image.new("RGBA", (WIDTH, HEIGHT))
    for channel in range(2):
        panel = Image.new("L", (252, 208))
        shape = Image.fromarray(mask[channel] * np.uint8(255)).resize(
            (234, 208), Image.Resampling.BOX
        )
        panel.paste(shape, (9, 0))
        left = 16 + channel * 268
        picture.paste(panel.convert("RGBA"), (left, 28))
        ImageDraw.Draw(picture).text(
            (left + 12, 28 + 8), str(channel), fill=(0xB0, 0xB0, 0xB0, 255), font_size=24
        )
    return np.asarray(picture)


def main() -> None:
    """Write the pictures into the checkout."""
    out = Path(__file__).resolve().parents[1] / "resources" / "start"
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        make_demo(root)
        authentic, forged = root / "train_images" / "authentic", root / "train_images" / "forged"
        mask = np.load(root / "train_masks" / f"{SHOWN}.npy")
        pictures = {
            "folder": folder(forged),
            "correct": triptych(authentic, forged, mask),
            "export": masks(mask),
        }
    for name, pixels in pictures.items():
        Image.fromarray(pixels).save(out / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
