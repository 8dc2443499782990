"""Tones: one exact table, the same colours on the screen, and nothing where nothing is set."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.tones import (
    CHANNELS,
    HISTOGRAM_CHANNELS,
    Tones,
    apply,
    apply_to_screen,
    auto_window,
    equalised,
    histogram,
    table,
)

Image = NDArray[np.uint8]

GREY = ["red", "green", "blue", "luminance"]


@st.composite
def tones_at_random(draw: st.DrawFn) -> Tones:
    black = draw(st.integers(0, 254))
    return Tones(
        brightness=draw(st.integers(-100, 100)),
        contrast=draw(st.integers(-100, 100)),
        gamma=draw(st.floats(0.1, 10)),
        black=black,
        white=draw(st.integers(black + 1, 255)),
        inverted=draw(st.booleans()),
        channel=draw(st.sampled_from(CHANNELS)),
        colour_map=draw(st.sampled_from(["", *COLOUR_MAPS])),
    )


@st.composite
def images(draw: st.DrawFn) -> Image:
    shape = (draw(st.integers(1, 20)), draw(st.integers(1, 40)), 3)
    return draw(arrays(np.uint8, shape, elements=st.integers(0, 255)))


def noise(height: int, width: int, *, low: int = 0, high: int = 256) -> Image:
    return np.random.default_rng(7).integers(low, high, (height, width, 3), np.uint8)


def level_by_hand(level: int, tones: Tones) -> float:
    """What the description of a table says, for one level; 0 to 255, not rounded."""
    value = min(1.0, max(0.0, (level - tones.black) / (tones.white - tones.black)))
    value += tones.brightness / 100
    if tones.contrast == 100:
        value = value if value == 0.5 else float(value > 0.5)
    elif tones.contrast > 0:
        value = 0.5 + (value - 0.5) * 100 / (100 - tones.contrast)
    else:
        value = 0.5 + (value - 0.5) * (100 + tones.contrast) / 100
    value = math.pow(min(1.0, max(0.0, value)), tones.gamma)
    return 255 * (1 - value if tones.inverted else value)


@given(tones_at_random())
def test_a_table_is_what_its_description_says(tones: Tones) -> None:
    if tones.contrast == 100:
        # There is a very steep slope in the place of a step.
        tones = tones.with_(brightness=0, black=0, white=255)
    by_hand = [level_by_hand(level, tones) for level in range(256)]
    assert np.abs(table(tones) - np.array(by_hand)).max() <= 0.5 + 1e-6


@given(tones_at_random())
def test_a_table_keeps_the_order_of_the_levels_or_turns_it_round(tones: Tones) -> None:
    steps = np.diff(table(tones).astype(int))
    assert (steps <= 0).all() if tones.inverted else (steps >= 0).all()


def test_single_tones() -> None:
    assert (table(Tones()) == np.arange(256)).all()
    assert (table(Tones(inverted=True)) == np.arange(256)[::-1]).all()
    window = table(Tones(black=20, white=180))
    assert window[[0, 20, 100, 180, 255]].tolist() == [0, 0, 128, 255, 255]
    assert (table(Tones(brightness=100)) == 255).all()
    assert (table(Tones(brightness=-100)) == 0).all()
    assert (table(Tones(contrast=-100)) == 128).all()
    assert (table(Tones(contrast=100)) == np.repeat([0, 255], 128)).all()
    assert table(Tones(gamma=0.5))[64] > 64 > table(Tones(gamma=2))[64]


def test_a_table_is_shared_and_cannot_be_written() -> None:
    assert table(Tones(gamma=2)) is table(Tones(gamma=2))
    with pytest.raises(ValueError, match="read-only"):
        table(Tones())[0] = 1


@given(images(), tones_at_random())
def test_an_image_is_looked_up_in_the_table(image: Image, tones: Tones) -> None:
    before = image.copy()
    found = apply(image, tones)
    assert (image == before).all()
    assert not np.shares_memory(found, image)
    if tones.shown_channel == "rgb":
        assert (found == table(tones)[image]).all()
        return
    if tones.shown_channel == "luminance":
        levels = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    else:
        levels = image[..., ["red", "green", "blue"].index(tones.shown_channel)]
    colours = COLOUR_MAPS[tones.colour_map or "grey"].table
    assert (found == colours[table(tones)[levels]]).all()


@given(images(), tones_at_random(), st.integers(0, 3))
def test_the_screen_shows_the_same_colours(image: Image, tones: Tones, cut: int) -> None:
    screen = np.dstack([image[..., ::-1], np.full(image.shape[:2], 255, np.uint8)])
    # Also of a part of an array, whose rows do not follow each other in memory.
    wide = np.pad(screen, ((0, 0), (cut, cut), (0, 0)))[:, cut : cut + image.shape[1]]
    before = wide.copy()
    found = apply_to_screen(wide, tones)
    assert found.flags.c_contiguous or found is wide
    assert found.dtype == np.uint8
    assert (found[..., 2::-1] == apply(image, tones)).all()
    assert (found[..., 3] == 255).all()
    assert (wide == before).all()


@given(images())
def test_neutral_tones_change_nothing(image: Image) -> None:
    assert Tones().is_neutral
    found = apply(image, Tones())
    assert (found == image).all()
    assert not np.shares_memory(found, image)
    screen = np.dstack([image, np.full(image.shape[:2], 255, np.uint8)])
    assert apply_to_screen(screen, Tones()) is screen
    assert apply_to_screen(screen, Tones(local=2)) is screen


def test_luminance_is_the_weighted_sum_of_the_channels() -> None:
    image = noise(300, 400)
    shown = apply(image, Tones(channel="luminance"))
    assert (shown == shown[..., :1]).all()
    assert np.abs(shown[..., 0] - image @ np.array([0.299, 0.587, 0.114])).max() < 0.52


def test_colours_of_an_rgb_image_are_those_of_its_luminance() -> None:
    image = noise(30, 40)
    inferno = Tones(colour_map="inferno")
    assert inferno.shown_channel == "luminance"
    assert (apply(image, inferno) == apply(image, inferno.with_(channel="luminance"))).all()
    assert (apply(image, inferno) != apply(image, inferno.with_(channel="red"))).any()


@pytest.mark.parametrize(
    "changes",
    [
        {"brightness": 1},
        {"contrast": -1},
        {"gamma": 1.1},
        {"black": 1},
        {"white": 254},
        {"inverted": True},
        {"channel": "red"},
        {"colour_map": "grey"},
        {"local": 0.5},
    ],
)
def test_whatever_is_changed_is_not_neutral_and_is_said(changes: dict[str, Any]) -> None:
    tones = Tones().with_(**changes)
    assert not tones.is_neutral
    assert tones.words()
    assert tones.with_(**{name: getattr(Tones(), name) for name in changes}) == Tones()


def test_words() -> None:
    assert Tones().words() == ""
    assert Tones(brightness=40).words() == "brightness + 40 %"
    assert Tones(brightness=-5, contrast=20).words() == "brightness − 5 %, contrast + 20 %"  # noqa: RUF001
    window = Tones(black=20, white=180, gamma=0.8, inverted=True)
    assert window.words() == "window 20–180, gamma 0.8, inverted"  # noqa: RUF001
    assert Tones(channel="red").words() == "red channel"
    assert Tones(channel="luminance", local=2).words() == "local contrast 2, luminance"
    assert Tones(colour_map="inferno").words() == "luminance in inferno"
    assert Tones(channel="blue", colour_map="ice-fire").words() == "blue channel in ice and fire"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"brightness": 101}, "brightness must be -100 to 100, not 101"),
        ({"contrast": -101}, "contrast must be -100 to 100, not -101"),
        ({"gamma": 0.05}, "gamma must be 0.1 to 10, not 0.05"),
        ({"gamma": math.nan}, "gamma must be 0.1 to 10, not nan"),
        ({"black": -1}, "black must be 0 to 255, not -1"),
        ({"white": 256}, "white must be 0 to 255, not 256"),
        ({"black": 90, "white": 90}, r"black \(90\) must be below white \(90\)"),
        ({"local": -1}, "local contrast must be 0 to 40, not -1"),
        ({"channel": "alpha"}, "there is no channel 'alpha', only rgb, red"),
        ({"colour_map": "jet"}, "there is no colour map 'jet', only grey, inferno"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Tones(**changes)
    with pytest.raises(ValueError, match=said):
        Tones().with_(**changes)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (700, 3), (65, 64), (333, 517)])
@pytest.mark.parametrize("clip", [0.5, 2.0, 40.0])
def test_local_contrast_leaves_grey_exactly_grey(shape: tuple[int, int], clip: float) -> None:
    image = np.repeat(noise(*shape, low=90, high=110)[..., :1], 3, axis=2)
    before = image.copy()
    found = equalised(image, clip)
    assert (image == before).all()
    assert found.dtype == np.uint8
    assert found.shape == image.shape
    assert (found == found[..., :1]).all()


def test_local_contrast_tells_apart_what_is_alike() -> None:
    image = noise(300, 400, low=100, high=108)
    for picture in (image, np.repeat(image[..., :1], 3, axis=2)):
        assert equalised(picture, 4.0).std() > 2 * picture.std()
        assert (equalised(picture, 4.0) == apply(picture, Tones(local=4.0))).all()
    inverted = apply(image, Tones(local=4.0, inverted=True))
    assert (inverted == 255 - equalised(image, 4.0)).all()


def test_grey_is_treated_as_a_colour_image_that_happens_to_be_grey() -> None:
    grey = np.repeat(noise(200, 300, low=60, high=200)[..., :1], 3, axis=2)
    coloured = grey.copy()
    coloured[0, 0] = (200, 60, 60)
    difference = equalised(grey, 3.0).astype(int) - equalised(coloured, 3.0)
    assert np.abs(difference[20:, 20:]).max() <= 2


def test_local_contrast_keeps_the_hue() -> None:
    image = noise(128, 128, low=100, high=130)
    image[..., 0] += 60
    a_and_b = [
        cv2.cvtColor(picture, cv2.COLOR_RGB2Lab)[..., 1:].astype(int).mean(axis=(0, 1))
        for picture in (image, equalised(image, 2.0))
    ]
    assert np.abs(a_and_b[0] - a_and_b[1]).max() < 8


@pytest.mark.parametrize("clip", [0.0, -1.0, math.nan])
def test_a_clip_limit_is_above_nothing(clip: float) -> None:
    with pytest.raises(ValueError, match="a clip limit is above 0"):
        equalised(noise(8, 8), clip)


def counted(image: Image) -> NDArray[np.int64]:
    grey = apply(image, Tones(channel="luminance"))[..., 0]
    planes = [image[..., 0], image[..., 1], image[..., 2], grey]
    return np.array([np.bincount(plane.ravel(), minlength=256) for plane in planes], np.int64)


@given(images())
def test_a_histogram_counts_every_pixel(image: Image) -> None:
    found = histogram(image)
    assert found.dtype == np.int64
    assert found.shape == (len(HISTOGRAM_CHANNELS), 256)
    assert (found == counted(image)).all()


def test_a_large_image_is_counted_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    image = noise(97, 31)
    monkeypatch.setattr("forgery_viewer.core.tones._EXACT_PX", 200)
    assert (histogram(image) == counted(image)).all()
    assert (histogram(image[:, 5:20]) == counted(image[:, 5:20])).all()


def window_of_fiji(counts: list[int], saturated_pct: float) -> tuple[int, int]:
    """Level by level from each end, until more pixels are passed than may be."""
    allowed = int(sum(counts) * saturated_pct / 200)
    ends = []
    for levels in (range(256), range(255, -1, -1)):
        passed = 0
        for level in levels:
            passed += counts[level]
            if passed > allowed:
                break
        ends.append(level)
    return (ends[0], ends[1]) if ends[0] < ends[1] else (0, 255)


@given(
    st.dictionaries(st.integers(0, 255), st.integers(1, 10_000), max_size=12),
    st.sampled_from([0.0, 0.35, 5.0, 60.0, 100.0]),
)
def test_the_automatic_window_is_fiji_s(bars: dict[int, int], saturated_pct: float) -> None:
    counts = np.zeros(256, np.int64)
    counts[list(bars)] = list(bars.values())
    black, white = auto_window(counts, saturated_pct)
    assert (black, white) == window_of_fiji(counts.tolist(), saturated_pct)
    assert Tones(black=black, white=white).gamma == 1


def test_the_automatic_window_leaves_out_a_few_pixels() -> None:
    counts = np.zeros(256, np.int64)
    counts[40:100] = 100
    counts[[0, 255]] = 5
    assert auto_window(counts) == (40, 99)
    assert auto_window(counts, 0) == (0, 255)
    assert auto_window(np.bincount([77] * 9, minlength=256)) == (0, 255)


def test_a_window_is_found_from_one_row() -> None:
    with pytest.raises(ValueError, match=r"from 256 counts, not from \(4, 256\)"):
        auto_window(histogram(noise(3, 3)))
