"""Each sentence says what plain counting says, and only where it is true."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.bad_files import BadFile, list_bad_files
from forgery_viewer.core.dataset import Index, RecordKey, scan
from forgery_viewer.core.report.takeaways import take_aways
from forgery_viewer.core.statistics import Statistics, summarise
from tests.small_index import authentic, forged, known, listed

Mask = tuple[int, int, int]


def of_masks(masks: list[Mask], size: tuple[int, int] = (100, 100)) -> Statistics:
    """Statistics of forged images with masks of so many instances, pixels and regions."""
    keys = [forged(str(case)) for case in range(len(masks))]
    found = {
        key: {"height": size[0], "width": size[1], "mode": "RGB", "instances": instances,
              "area_px": area, "regions": regions}
        for key, (instances, area, regions) in zip(keys, masks, strict=True)
    }  # fmt: skip
    return summarise(known(listed(keys), found))


def said(statistics: Statistics, words: str) -> str:
    """The one sentence with these words, "" where there is none."""
    found = [sentence for sentence in take_aways(statistics) if words in sentence]
    assert len(found) < 2
    return found[0] if found else ""


def test_coverage() -> None:
    statistics = of_masks([(1, 100, 2), (1, 200, 2), (1, 300, 2), (1, 400, 2), (1, 5000, 2)])
    assert said(statistics, "Half of") == (
        "Half of the 5 masks cover 3.000 % of their image or less; "
        "one in ten covers 31.600 % or more."
    )
    assert said(statistics, "The mean coverage") == (
        "The mean coverage, 12.000 %, is 4.000 times the median: "
        "the 1 mask above it (20.0 %) pulls it up."
    )
    assert said(statistics, "fullest bucket") == (
        "The fullest bucket, 2 to 5 % of the image, has 2 masks (40.0 %); "
        "1 (20.0 %) covers 1 % or less."
    )


def test_a_mean_near_the_median_is_not_remarked_upon() -> None:
    assert said(of_masks([(1, 300, 2), (1, 310, 2), (1, 320, 2)]), "The mean coverage") == ""


def test_one_mask_and_none() -> None:
    one = take_aways(of_masks([(1, 250, 2)]))
    assert one[0] == "The only mask covers 2.500 % of its image."
    assert not any("Half" in sentence or "smallest" in sentence for sentence in one)
    assert take_aways(summarise(listed([]))) == ("Nothing is wrong with the files of 0 images.",)


def test_small_masks() -> None:
    statistics = of_masks([(1, 200, 2), (1, 1000, 2), (1, 9000, 2)], size=(400, 1024))
    assert said(statistics, "smallest") == (
        "The smallest mask has 200 pixels, the largest 9,000; one in twenty has 280 or fewer."
    )
    # Half the side, a quarter of the pixels: 50, 250 and 2,250 against 256.
    assert said(statistics, "brought down") == (
        "With the longer side brought down to 512 px, 2 masks (66.7 %) would have less than "
        "16 \N{MULTIPLICATION SIGN} 16 pixels in all, against 1 at full size."
    )
    assert said(of_masks([(1, 200, 2), (1, 1000, 2)]), "brought down") == ""


def test_instances_and_regions() -> None:
    statistics = of_masks([(1, 100, 2), (1, 100, 1), (2, 300, 4), (3, 500, 8)])
    assert said(statistics, "more than one instance") == (
        "2 masks (50.0 %) have more than one instance, 3 at most: "
        "reading the first alone misses 3 of 7 instances (42.9 %)."
    )
    assert said(statistics, "in the median, those") == (
        "Masks of 1 instance cover 1.000 % in the median, those of more 4.000 %."
    )
    assert said(statistics, "regions on average") == (
        "An instance has 2.143 regions on average; 1 mask has fewer than two for each of "
        "its instances, where a source and a copy that do not touch are two."
    )
    alike = of_masks([(1, 100, 2), (1, 200, 3)])
    assert said(alike, "more than one instance") == ""
    assert said(alike, "regions on average") == (
        "An instance has 2.500 regions on average; none has fewer than two."
    )


def test_regions_are_not_said_to_be_shared_out_fairly() -> None:
    # An instance of three regions and one of a single one are four as well.
    assert said(of_masks([(2, 300, 4), (1, 100, 2)]), "regions on average") == (
        "An instance has 2.000 regions on average; every mask has at least two for each of its "
        "instances in all, however they are shared out among them."
    )


def pairs() -> Index:
    keys = [authentic("1"), forged("1"), forged("2"), RecordKey("test", "unlabelled", "3")]
    size = {"mode": "RGB", "height": 200, "width": 1000}
    return known(listed(keys), dict.fromkeys(keys, size) | {keys[3]: size | {"height": 800}})


def test_sizes_and_pairs() -> None:
    statistics = summarise(pairs())
    assert said(statistics, "wide") == (
        "All images are 1,000 px wide, and 200 to 800 px high; the longest strip is 5.000 : 1."
    )
    assert said(statistics, "side under") == "3 of 4 images (75.0 %) have a side under 256 px."
    assert said(statistics, "partner") == (
        "1 of 2 forged images (50.0 %) has an authentic partner of the same case id, 1 has none."
    )


def test_sizes_that_are_all_one_are_said_once() -> None:
    def told(*sizes: tuple[int, int]) -> str:
        keys = [forged(str(case)) for case in range(len(sizes))]
        found = {
            key: {"height": height, "width": width, "mode": "RGB"}
            for key, (width, height) in zip(keys, sizes, strict=True)
        }
        return said(summarise(known(listed(keys), found)), " px")

    times = "\N{MULTIPLICATION SIGN}"
    assert told((1200, 300)) == f"The only image is 1,200 {times} 300 px."
    assert told((300, 600), (300, 600)) == "All images are 300 px wide and 600 px high."
    assert told((300, 600), (400, 600)) == (
        "All images are 600 px high, and 300 to 400 px wide; the longest strip is 2.000 : 1."
    )
    assert told((300, 600), (400, 300), (400, 400)) == (
        f"Images are 300 to 400 px wide and 300 to 600 px high, 400 {times} 400 in the median; "
        "the longest strip is 2.000 : 1."
    )


def test_masks_of_images_that_cannot_be_read_are_not_called_bad(shared_data: Path) -> None:
    index = scan(shared_data / "recodai_broken")
    assert take_aways(summarise(index), list_bad_files(index))[-1] == (
        "13 entries are in the list of bad files, among them 1 without a mask, 7 with a mask that "
        "cannot be used, 1 with an empty mask, 2 with an image that cannot be read."
    )


def test_channels_are_compared_where_both_are_known(mini_statistics: Statistics) -> None:
    authentic_mean = mini_statistics.channels["authentic"].mean_rgb
    forged_mean = mini_statistics.channels["forged"].mean_rgb
    apart = np.abs(np.subtract(authentic_mean, forged_mean))
    most = int(apart.argmax())
    assert said(mini_statistics, "differ most") == (
        f"Forged and authentic images differ most in {['red', 'green', 'blue'][most]}: a mean of "
        f"{forged_mean[most]:.1f} against {authentic_mean[most]:.1f}, "
        f"a difference of {apart[most]:.1f} in 255."
    )
    assert said(summarise(pairs()), "differ most") == ""


def test_bad_files_are_counted() -> None:
    statistics = of_masks([(1, 0, 0), (1, 100, 2)])
    one = BadFile("train", "forged", "0", "train_masks/0.npy", "The mask is empty.")
    words = take_aways(statistics, [one])[-1]
    assert words == (
        "1 entry is in the list of bad files, among them 2 without a mask, 1 with an empty mask."
    )


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 10_000), st.integers(1, 9)), max_size=12)
)
def test_every_sentence_has_a_number_and_an_end(masks: list[Mask]) -> None:
    for sentence in take_aways(of_masks(masks)):
        assert re.search(r"\d|only mask", sentence)
        assert sentence.endswith(".")
        assert "nan" not in sentence
        assert "\N{EN DASH}" not in sentence


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_same_figures_say_the_same(count: int) -> None:
    masks = [(1, 100 * (n + 1), 2) for n in range(count)]
    assert take_aways(of_masks(masks)) == take_aways(of_masks(masks[::-1]))
