"""Pictures are made once, and made again when a file they come from changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core import png_rows, preview, thumbnail_maker
from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.thumbnail_maker import PictureKind, ThumbnailMaker
from forgery_viewer.core.thumbnail_store import ThumbnailStore
from tests.core.building import stack_of, write_array, write_image

LIST, GRID = PictureKind.LIST, PictureKind.GRID
AQUA = (70, 252, 221)
SIZE = (120, 160)
GREY = np.full((*SIZE, 3), 90, np.uint8)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ThumbnailStore]:
    store = ThumbnailStore(tmp_path / "thumbnails.sqlite")
    yield store
    store.close()


@pytest.fixture
def maker(store: ThumbnailStore) -> ThumbnailMaker:
    return ThumbnailMaker(store, [AQUA])


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return write_image(tmp_path / "1.png", GREY)


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    path = tmp_path / "1.npy"
    write_mask(path, stack_of(*SIZE, (slice(20, 60), slice(30, 90))))
    return path


def refuse_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise AssertionError("was read again")

    for name in ("read_image", "read_mask", "read_header"):
        monkeypatch.setattr(thumbnail_maker, name, fail)


def test_the_grid_shows_the_mask_and_the_list_does_not(
    maker: ThumbnailMaker, image: Path, mask: Path
) -> None:
    listed = maker.make(LIST, image, mask).picture
    assert listed is not None
    assert (listed == 90).all()
    shown = maker.make(GRID, image, mask).picture
    assert shown is not None
    assert shown.shape == (120, 160, 3)
    assert shown[20, 60].tolist() == list(AQUA)


def test_nothing_is_read_twice_whatever_is_asked(
    maker: ThumbnailMaker,
    store: ThumbnailStore,
    image: Path,
    mask: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    maker.prepare(image, mask)
    refuse_reading(monkeypatch)
    again = ThumbnailMaker(store, [AQUA])
    for kind in PictureKind:
        made = again.make(kind, image, mask)
        assert made.reason == ""
        assert made.picture is not None
        assert abs(int(made.picture[0, 0, 0]) - 90) <= 2


def test_a_changed_image_is_read_again(maker: ThumbnailMaker, image: Path) -> None:
    before = maker.make(LIST, image)
    write_image(image, np.full((*SIZE, 3), 200, np.uint8))
    os.utime(image, ns=(5, 5))
    after = maker.make(LIST, image)
    assert after.picture is not None
    assert after.picture[0, 0].tolist() == [200, 200, 200]
    assert after.stamps != before.stamps


def test_a_changed_mask_is_laid_over_anew(maker: ThumbnailMaker, image: Path, mask: Path) -> None:
    maker.make(GRID, image, mask)
    write_mask(mask, stack_of(*SIZE, (slice(80, 110), slice(30, 90))))
    os.utime(mask, ns=(5, 5))
    shown = maker.make(GRID, image, mask).picture
    assert shown is not None
    assert shown[80, 60].tolist() == list(AQUA)
    assert abs(int(shown[20, 60, 0]) - 90) <= 2


def test_a_mask_that_cannot_be_read_is_left_away(
    maker: ThumbnailMaker, image: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.npy"
    damaged.write_bytes(b"no mask")
    for path in (damaged, tmp_path / "missing.npy"):
        made = maker.make(GRID, image, path)
        assert made.picture is not None
        assert np.abs(made.picture.astype(int) - 90).max() <= 2


def test_an_image_that_cannot_be_read_has_a_reason(maker: ThumbnailMaker, tmp_path: Path) -> None:
    (tmp_path / "damaged.png").write_bytes(b"no image")
    for name in ("damaged.png", "missing.png"):
        made = maker.make(LIST, tmp_path / name)
        assert made.picture is None
        assert made.reason


def test_a_damaged_entry_is_made_again(
    maker: ThumbnailMaker, store: ThumbnailStore, image: Path, mask: Path
) -> None:
    maker.prepare(image, mask)
    stamps = maker.stamps(GRID, image, mask)
    assert stamps[0] is not None
    assert stamps[1] is not None
    store.put(image, stamps[0], {"grid": b"no picture"})
    store.put(mask, stamps[1], {"mask": b"no mask"})
    made = maker.make(GRID, image, mask).picture
    assert made is not None
    assert made[20, 60].tolist() == list(AQUA)


def test_works_without_a_store(image: Path, mask: Path) -> None:
    made = ThumbnailMaker(None, [AQUA]).make(GRID, image, mask)
    assert made.picture is not None


def test_a_larger_picture_is_kept_of_large_images_alone(
    maker: ThumbnailMaker, image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert maker.kept_preview(image) is None, "nothing is read for it"
    maker.prepare(image, None)
    small = maker.kept_preview(image)
    assert small is not None
    assert small.shape == (120, 160, 3), "that of the grid"
    large = write_image(image.with_name("2.png"), np.full((400, 600, 3), 90, np.uint8))
    monkeypatch.setattr(preview, "PREVIEWED_FROM_PX", 400 * 600)
    maker.prepare(large, None)
    refuse_reading(monkeypatch)
    kept = maker.kept_preview(large)
    assert kept is not None
    assert kept.shape == (400, 600, 3)
    assert (np.abs(kept.astype(int) - 90) <= 2).all()
    os.utime(large, ns=(5, 5))
    assert maker.kept_preview(large) is None, "the image is another one now"
    assert maker.kept_preview(large.with_name("none.png")) is None


def test_between_the_steps_of_reading_others_can_go_first(
    store: ThumbnailStore, image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    maker = ThumbnailMaker(store, [AQUA], lambda: asked.append(1))
    maker.make(LIST, image)
    assert len(asked) == 1, "before it is read"
    asked.clear()
    monkeypatch.setattr(thumbnail_maker, "_LARGE_BYTES", 1)
    monkeypatch.setattr(png_rows, "_STRIP_BYTES", 1)
    os.utime(image, ns=(5, 5))
    maker.make(LIST, image)
    assert len(asked) == 1 + SIZE[0], "and after each part of it"
    maker.make(GRID, image)
    assert len(asked) == 1 + SIZE[0], "what is kept is not read"
    asked.clear()
    mask = write_array(image.with_name("mask.npy"), np.ones((3, *SIZE), np.uint8))
    maker.make(GRID, image, mask)
    assert len(asked) == 1 + 3, "before a mask is read, and before each of its instances"
