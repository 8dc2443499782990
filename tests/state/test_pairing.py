"""The pair of the compare page takes its place among the panes and leaves the rest as it is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.tones import Tones
from forgery_viewer.state.pairing import (
    WORK_PLACE,
    Pairing,
    compare_contents,
    unfiltered,
    with_view,
)
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
    MODES,
    SIDE,
    SOURCES,
    PaneContent,
)
from forgery_viewer.widgets.arrangement import SHOWN

sources = st.sampled_from(SOURCES)
plain_sources = st.sampled_from([source for source in SOURCES if source not in FILTERED])
tones = st.builds(Tones, brightness=st.integers(-100, 100), inverted=st.booleans())
pairings = st.builds(Pairing, mode=st.sampled_from(MODES), first=sources, second=sources)


@st.composite
def contents(draw: st.DrawFn, of: st.SearchStrategy[str] = sources) -> PaneContent:
    mode = draw(st.sampled_from(("", CURTAIN, BLINK, BLEND)))
    source = draw(of)
    return PaneContent(
        source,
        shows_mask=draw(st.booleans()),
        second=draw(of.filter(lambda other: other != source)) if mode else "",
        mode=mode,
        tones=draw(tones),
    )


four = st.tuples(contents(), contents(), contents(), contents())
four_plain = st.tuples(*[contents(plain_sources)] * 4)


@given(pairings, four)
def test_a_pair_on_one_canvas_changes_that_canvas_alone(
    pairing: Pairing, before: tuple[PaneContent, ...]
) -> None:
    pairing = replace(pairing, mode=CURTAIN if pairing.mode == SIDE else pairing.mode)
    after = pairing.put_into(before)
    work = after[WORK_PLACE]
    assert (work.source, work.second, work.mode) == (pairing.first, pairing.second, pairing.mode)
    assert work.tones == before[WORK_PLACE].tones
    assert work.shows_mask == before[WORK_PLACE].shows_mask
    for place in (0, 1, 3):
        assert after[place] == before[place]


@given(four, sources, sources)
def test_side_by_side_each_has_a_canvas_of_the_two(
    before: tuple[PaneContent, ...], first: str, second: str
) -> None:
    after = Pairing(SIDE, first, second).put_into(before)
    left, right = (after[place] for place in SHOWN["two"])
    assert left.sources == (first,)
    assert right.sources == (second,)
    assert [content.tones for content in after] == [content.tones for content in before]
    assert (after[1], after[3]) == (before[1], before[3])


@given(pairings)
def test_swapped_twice_is_as_before(pairing: Pairing) -> None:
    once = pairing.swapped()
    assert (once.first, once.second) == (pairing.second, pairing.first)
    assert once.mode == pairing.mode
    assert once.swapped() == pairing


def test_the_compare_page_begins_with_a_curtain_and_the_difference() -> None:
    first = compare_contents()
    assert first[WORK_PLACE] == PaneContent(AUTHENTIC, shows_mask=True, second=FORGED, mode=CURTAIN)
    assert [content.source for content in first[:2]] == [FORGED, DIFFERENCE]
    assert all(WORK_PLACE in shown for shown in SHOWN.values()), "it can always be worked at"


@given(four_plain)
def test_a_view_is_shown_on_the_first_canvas_and_taken_away_again(
    before: tuple[PaneContent, ...],
) -> None:
    filtered = with_view(before)
    assert filtered[0].sources == (FILTERED_FORGED,)
    assert filtered[1:] == before[1:]
    assert with_view(filtered) == filtered
    after = tuple(map(unfiltered, filtered))
    assert not any(source in FILTERED for content in after for source in content.sources)
    assert after[0].sources == (FORGED,)
    assert after[1:] == before[1:]
    assert tuple(map(unfiltered, before)) == before


def test_a_view_that_is_seen_somewhere_takes_no_other_canvas() -> None:
    chosen = list(compare_contents())
    chosen[3] = PaneContent(FILTERED_AUTHENTIC)
    assert with_view(tuple(chosen)) == tuple(chosen)


def test_without_its_view_a_picture_is_not_compared_with_itself() -> None:
    work = PaneContent(FORGED, second=FILTERED_FORGED, mode=CURTAIN, shows_mask=True)
    other = PaneContent(FILTERED_AUTHENTIC, second=FORGED, mode=BLEND)
    first, second = map(unfiltered, (work, other))
    assert first == PaneContent(FORGED, shows_mask=True)
    assert second == PaneContent(AUTHENTIC, second=FORGED, mode=BLEND)


def test_what_compares_an_image_with_itself_by_choice_stays_so() -> None:
    content = PaneContent(FORGED, second=FORGED, mode=BLINK)
    assert unfiltered(content) == content


@given(pairings)
def test_a_pair_takes_a_view_and_gives_it_back(pairing: Pairing) -> None:
    with_it = pairing.with_view()
    assert {with_it.first, with_it.second} & FILTERED.keys()
    without = with_it.without_view()
    assert not {without.first, without.second} & FILTERED.keys()
    if without.first == without.second:
        assert pairing.first == pairing.second
