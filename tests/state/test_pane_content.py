"""A pane's content is a picture that there can be, and its title says which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    BLEND,
    BLINK,
    CURTAIN,
    DIFFERENCE,
    FILTERED,
    FILTERED_AUTHENTIC,
    FILTERED_FORGED,
    FORGED,
    SOURCES,
    TRUTH,
    PaneContent,
    first_contents,
    name_of,
    title_of,
)

sources = st.sampled_from(SOURCES)
shared_modes = st.sampled_from((CURTAIN, BLINK, BLEND))


def title(content: PaneContent, subject: str = "Forged", view: str = "") -> tuple[str, str]:
    return title_of(content, subject=subject, view=view)


@pytest.mark.parametrize(
    ("source", "second", "mode"),
    [
        ("forgd", "", ""),
        ("", "", ""),
        (FORGED, "forgd", CURTAIN),
        (FORGED, AUTHENTIC, ""),
        (FORGED, "", CURTAIN),
    ],
)
def test_what_cannot_be_shown_is_refused(source: str, second: str, mode: str) -> None:
    with pytest.raises(ValueError, match=r"no picture|go together"):
        PaneContent(source, second=second, mode=mode)


@given(sources, sources, shared_modes)
def test_a_content_takes_the_pictures_that_it_names(first: str, second: str, mode: str) -> None:
    assert PaneContent(first).sources == (first,)
    assert PaneContent(first, second=second, mode=mode).sources == (first, second)


def test_the_review_shows_both_images_the_mask_and_then_the_difference() -> None:
    assert [(c.source, c.shows_mask, c.second) for c in first_contents()] == [
        (AUTHENTIC, False, ""),
        (FORGED, False, ""),
        (FORGED, True, ""),
        (DIFFERENCE, False, ""),
    ]
    assert all(content.tones.is_neutral for content in first_contents())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PaneContent(AUTHENTIC), ("Authentic", "")),
        (PaneContent(AUTHENTIC, shows_mask=True), ("Authentic", "with mask")),
        (PaneContent(FORGED), ("Forged", "")),
        (PaneContent(FORGED, shows_mask=True), ("Overlay", "")),
        (PaneContent(DIFFERENCE), ("Difference", "")),
        (PaneContent(DIFFERENCE, shows_mask=True), ("Difference", "with mask")),
        (PaneContent(TRUTH), ("Truth", "")),
        (
            PaneContent(AUTHENTIC, second=FORGED, mode=CURTAIN),
            ("Curtain", "authentic | forged"),
        ),
        (
            PaneContent(FORGED, shows_mask=True, second=AUTHENTIC, mode=BLINK),
            ("Blink", "forged and authentic"),
        ),
        (PaneContent(TRUTH, second=DIFFERENCE, mode=BLEND), ("Blend", "truth and difference")),
    ],
)
def test_titles(content: PaneContent, expected: tuple[str, str]) -> None:
    assert title(content) == expected


def test_what_is_not_known_to_be_forged_is_not_called_so() -> None:
    assert title(PaneContent(FORGED), subject="Image") == ("Image", "")
    curtain = PaneContent(AUTHENTIC, second=FORGED, mode=CURTAIN)
    assert title(curtain, subject="Image") == ("Curtain", "authentic | image")


def test_a_filtered_picture_is_named_after_view_and_image() -> None:
    assert title(PaneContent(FILTERED_FORGED), view="JPEG ghost")[0] == "JPEG ghost of forged"
    assert name_of(FILTERED_AUTHENTIC, subject="Forged", view="Gradient") == (
        "Gradient of authentic"
    )
    assert name_of(FILTERED_FORGED, subject="Image", view="") == "Filtered of image"


@given(sources, st.sampled_from(("Forged", "Image")), st.sampled_from(("", "Gradient")))
def test_every_picture_has_a_name_of_its_own(source: str, subject: str, view: str) -> None:
    names = {other: name_of(other, subject=subject, view=view) for other in SOURCES}
    assert names[source]
    assert [other for other in SOURCES if names[other] == names[source]] == [source]
    assert set(FILTERED) <= set(SOURCES)
