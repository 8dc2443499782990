"""What the cards of the twins say of sure and of doubtful matches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forgery_viewer.app.twin_views import SURE_DETAIL, twin_views
from forgery_viewer.core.forging import Duplication, Paste, forge
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.core.twins.showing import ShownTwins, show_twins
from forgery_viewer.core.twins.twins import find_twins
from tests.core.twins.test_matching import texture


@pytest.fixture(scope="module")
def shown() -> ShownTwins:
    image = texture(240, 320, seed=4)
    source = ellipse((240, 320), (70, 60), (30, 22))
    forgery = forge(image, [Duplication(source, (Paste(220.0, 150.0),))])
    plane = forgery.mask[0].astype(bool)
    twins = find_twins(forgery.image, plane, (forgery.image != image).any(axis=2))
    assert twins is not None
    return show_twins(forgery.image, plane, twins)


def test_a_source_and_its_copy_are_named_with_shift_and_figures(shown: ShownTwins) -> None:
    source, copy = twin_views(shown, 3, 1)
    assert (source.title, source.is_source, source.note) == ("Source", True, "unchanged")
    assert (copy.title, copy.is_source, copy.number, copy.colour) == ("Copy 1", False, 3, 1)
    assert copy.words == "shift 150, 90 px"
    assert copy.note.startswith("r = 1.000")
    keys = [picture.key for picture in copy.pictures]
    assert keys == ["aligned", "found", "difference", "correlation"]
    difference = copy.pictures[2].pixels
    assert difference.dtype == np.uint8
    assert difference.shape[2] == 3


def test_a_match_in_shades_alone_is_called_uncertain(shown: ShownTwins) -> None:
    reference, copy = shown.patches
    assert copy.twin.match is not None
    weak = replace(copy.twin.match, detail=SURE_DETAIL - 0.01)
    doubtful = replace(copy, twin=replace(copy.twin, match=weak))
    views = twin_views(replace(shown, patches=(reference, doubtful)), 1, 0)
    assert views[1].words.endswith("· uncertain")


def test_a_region_without_a_match_says_so(shown: ShownTwins) -> None:
    reference, copy = shown.patches
    alone = replace(copy, twin=replace(copy.twin, match=None), aligned=None)
    views = twin_views(replace(shown, patches=(reference, alone)), 1, 0)
    assert views[1].words == "no match found"
    assert [picture.key for picture in views[1].pictures] == ["found"]
