"""Shows a pane's content of a case: its pictures, its mask and its words, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones
from forgery_viewer.state.case_loader import BEING_READ, LoadedCase, LoadedImage
from forgery_viewer.state.difference_pictures import ChosenDifference
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    CURTAIN,
    DIFFERENCE,
    FILTERED,
    FORGED,
    PREDICTED,
    TRUTH,
    PaneContent,
    name_of,
    title_of,
)
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.contour_layer import Outlines
from forgery_viewer.widgets.size_words import (
    SCALE,
    SCALE_USE,
    UNSCALE,
    UNSCALE_USE,
    aligned_words,
    common_words,
    has_two_sizes,
    not_as_large_words,
    scaled_words,
)

_NEVER_FILLED = frozenset((DIFFERENCE, TRUTH, *PREDICTED))
"""Pictures that a fill would hide."""

NO_PICTURES, COMPUTING = "Computing…", "computing…"
PREVIEW = "preview"


class PictureSource(Protocol):
    """Where computed pictures of the case on show come from."""

    @property
    def view_title(self) -> str:
        """The forensic view that filters."""

    @property
    def difference(self) -> ChosenDifference:
        """Of which pictures differences are, and how they are shown."""

    def get(self, source: str, local: float = 0.0) -> Pyramid | None:
        """The picture, as far as it is at hand."""

    def part_note(self, source: str, local: float = 0.0) -> str:
        """Why only a part of it is there, "" where it is not so."""

    def reason(self, source: str) -> str:
        """Why there is none."""


class _StillToCome:
    """Pictures of a case that is being read: each is named as it will be, and none is there."""

    def __init__(self, pictures: PictureSource) -> None:
        self.view_title = pictures.view_title
        self.difference = pictures.difference

    def get(self, _source: str, _local: float = 0.0) -> Pyramid | None:
        return None

    def part_note(self, _source: str, _local: float = 0.0) -> str:
        return ""

    def reason(self, _source: str) -> str:
        return BEING_READ


def show_content(
    pane: CanvasPane,
    content: PaneContent,
    case: LoadedCase,
    document: MaskDocument | None,
    pictures: PictureSource | None,
    *,
    keeps: bool = False,
) -> None:
    """Show a content of a case in a pane; with `keeps`, what it shows is of the same case."""
    is_preview = any(s.pyramid is not None and s.pyramid.is_preview for s in case.sides)
    if is_preview and pictures is not None:
        pictures = _StillToCome(pictures)
    content, alone = _what_there_is(content, case, pictures)
    subject = subject_name(case)
    view = pictures.view_title if pictures is not None else ""
    title, words = title_of(content, subject=subject, view=view)
    side = _side(case, content.source)
    pyramid = _picture(case, content.source, pictures, content.tones.local)
    if side is not None and side.pyramid is None:
        _show_missing(pane, content.source, side, case)
    elif pyramid is None and keeps and pictures is not None and not pictures.reason(content.source):
        # What is being computed anew stays as it was until then.
        pane.set_title(title, COMPUTING)
        return
    elif pyramid is None:
        reason = pictures.reason(content.source) if pictures is not None else ""
        pane.show_reason("images", reason or NO_PICTURES)
    else:
        pane.show_image(pyramid)
        pane.canvas.image_layer.set_tones(_screen_tones(content.tones))
        pane.canvas.value_layer.set_tones(_screen_tones(content.tones))
        _show_second(pane, content, case, pictures)
    has_image = pane.shows_image
    pane.show_part(_part_note(content, pictures) if has_image else "")
    pane.show_tones(content.tones if has_image else Tones())
    pane.canvas.set_document(document if content.shows_mask and has_image else None)
    if has_image and is_preview:
        notes: tuple[str, ...] = (PREVIEW,)
    else:
        notes = (alone,) if alone else _notes(words, pane, content, case, pictures)
    pane.set_title(title, *notes)
    is_offered = not is_preview and _is_of_two_sizes(content, case, pictures)
    _offer_scaling(pane, case, is_meant=is_offered)


def _notes(
    words: str,
    pane: CanvasPane,
    content: PaneContent,
    case: LoadedCase,
    pictures: PictureSource | None,
) -> tuple[str, ...]:
    """The words of a content with what else is to be said, and the same in fewer words."""
    lacks_mask = content.shows_mask and content.mask == TRUTH and bool(case.mask_reason)
    # How a difference is shown says more than that the mask lies over it; over nothing lies none.
    is_covered = pane.shows_image and not lacks_mask and not _is_difference(content)
    said = [words] if content.second or is_covered else []
    said += ["mask not readable"] if lacks_mask else []
    if pane.shows_image:
        said += _more_words(pane, content, case, pictures)
    said = list(filter(None, said))
    note = " · ".join(said)
    if content.mode == CURTAIN:
        # Which two they are is said on the canvas as well.
        return note, " · ".join(said[1:]) or note
    if _is_difference(content) and pictures is not None:
        options = pictures.difference.options
        return note, note.replace(options.words(), options.short_words())
    return (note,)


def _part_note(content: PaneContent, pictures: PictureSource | None) -> str:
    """That a picture of a content is not whole."""
    if pictures is None:
        return ""
    local = content.tones.local
    return next(filter(None, (pictures.part_note(s, local) for s in content.sources)), "")


def turn_words(
    pane: CanvasPane,
    content: PaneContent,
    shown: str,
    case: LoadedCase,
    pictures: PictureSource | None,
) -> tuple[str, str]:
    """The words while one of two pictures is seen, and the same in fewer words."""
    now = f"now {_named(shown, case, pictures).lower()}"
    part = "" if pictures is None else pictures.part_note(shown, content.tones.local)
    # The header says it already where the pane shows the picture anyway.
    said = ("" if pane.part_note else part, *_more_words(pane, content, case, pictures))
    return " · ".join((now, *filter(None, said))), now


def _is_difference(content: PaneContent) -> bool:
    return content.source == DIFFERENCE and not content.second


def _more_words(
    pane: CanvasPane, content: PaneContent, case: LoadedCase, pictures: PictureSource | None
) -> Iterator[str]:
    """Of what a difference is and how it is shown, and what sizes there are."""
    involved = _images_of(content, pictures)
    if _is_difference(content) and pictures is not None:
        difference = pictures.difference
        one, other = (_picture(case, source, pictures, 0.0) for source in difference.pair)
        if not difference.is_usual:
            names = (_named(source, case, pictures).lower() for source in difference.pair)
            yield " against ".join(names)
        yield difference.options.words()
        yield common_words(one, other)
    elif content.second:
        yield aligned_words(pane.canvas.pyramid, pane.canvas.second_layer.pyramid)
    elif has_two_sizes(case) and AUTHENTIC in involved and not scaled_words(case):
        yield not_as_large_words(case)
    if AUTHENTIC in involved:
        yield scaled_words(case)


def _images_of(content: PaneContent, pictures: PictureSource | None) -> set[str]:
    """The images that a content shows, or is made of."""
    sources = set(content.sources)
    if DIFFERENCE in sources and pictures is not None:
        sources |= set(pictures.difference.pair)
    return {FILTERED.get(source, source) for source in sources}


def _is_of_two_sizes(
    content: PaneContent, case: LoadedCase, pictures: PictureSource | None
) -> bool:
    return has_two_sizes(case) and AUTHENTIC in _images_of(content, pictures)


def _offer_scaling(pane: CanvasPane, case: LoadedCase, *, is_meant: bool) -> None:
    if not is_meant:
        pane.header.show_offer("")
    elif case.authentic.scaled_from is None:
        pane.header.show_offer(SCALE, SCALE_USE)
    else:
        pane.header.show_offer(UNSCALE, UNSCALE_USE)


def _what_there_is(
    content: PaneContent, case: LoadedCase, pictures: PictureSource | None
) -> tuple[PaneContent, str]:
    """A pair of which one picture cannot be had as the other one alone, and words for that."""
    missing = [source for source in content.sources if _is_missing(source, case, pictures)]
    if not content.second or len(missing) != 1:
        return content, ""
    there = content.second if content.source in missing else content.source
    words = lacking_words(missing[0], _named(missing[0], case, pictures), case)
    return replace(content, source=there, second="", mode=""), words


def lacking_words(source: str, name: str, case: LoadedCase | None) -> str:
    """That a picture of the case, called so, is not there to be compared with."""
    side = _side(case, source) if case is not None else None
    if side is not None and side.fault:
        return f"{name.lower()} image not readable"
    kind = " image" if source in (AUTHENTIC, FORGED) else ""
    return f"no {name.lower()}{kind} to compare with"


def _is_missing(source: str, case: LoadedCase, pictures: PictureSource | None) -> bool:
    side = _side(case, source)
    if side is not None:
        return side.pyramid is None
    return pictures is not None and bool(pictures.reason(source))


def _named(source: str, case: LoadedCase, pictures: PictureSource | None) -> str:
    view = pictures.view_title if pictures is not None else ""
    return name_of(source, subject=subject_name(case), view=view)


def _show_second(
    pane: CanvasPane,
    content: PaneContent,
    case: LoadedCase,
    pictures: PictureSource | None,
) -> None:
    second = None
    if content.second:
        second = _picture(case, content.second, pictures, content.tones.local)
    names = [_named(source, case, pictures) for source in content.sources]
    pane.canvas.second_layer.set_tones(_screen_tones(content.tones))
    sides = (names[0], names[-1]) if content.mode == CURTAIN else ("", "")
    pane.canvas.compare_with(second, content.mode, sides)


def _screen_tones(tones: Tones) -> Tones:
    """What is done to the pixels on the screen: local contrast is in the picture already."""
    return tones.with_(local=0.0) if tones.local else tones


def _side(case: LoadedCase, source: str) -> LoadedImage | None:
    return {AUTHENTIC: case.authentic, FORGED: case.subject}.get(source)


def _picture(
    case: LoadedCase, source: str, pictures: PictureSource | None, local: float
) -> Pyramid | None:
    if pictures is not None:
        found = pictures.get(source, local)
        if found is not None:
            return found
    side = _side(case, source)
    # Until the contrast is raised, the image as it is.
    return side.pyramid if side is not None else None


def _show_missing(pane: CanvasPane, source: str, side: LoadedImage, case: LoadedCase) -> None:
    if side.record is not None:
        icon_name = "images" if side.reason == BEING_READ else "circle-alert"
        pane.show_reason(icon_name, side.reason)
    elif source == AUTHENTIC:
        pane.show_reason("images", _why_no_authentic(case))
    else:
        pane.show_reason("images", "No forged image for this case, so there is no mask.")


def subject_name(case: LoadedCase) -> str:
    """What the image that a mask belongs to is called."""
    record = case.subject.record
    return "Forged" if record is None or record.key.label == "forged" else "Image"


def _why_no_authentic(case: LoadedCase) -> str:
    record = case.subject.record
    if record is not None and record.key.label == "unlabelled":
        return "A test image: whether it is authentic is not known."
    if record is not None and record.key.split == "supplemental":
        return "Supplemental figures come without an authentic image."
    return "No authentic image for this case."


def needs(content: PaneContent) -> tuple[str, ...]:
    """The pictures of a content that are computed, or have their contrast raised."""
    computed = tuple(s for s in content.sources if s not in (AUTHENTIC, FORGED))
    return content.sources if content.tones.local else computed


def show_layers(canvas: Canvas, content: PaneContent, mode: str) -> None:
    """Show of a mask its "fill", "contour" or "both", with the numbers; "" for nothing of it."""
    shown = mode != ""
    fills = mode != "contour" and content.source not in _NEVER_FILLED
    is_predicted = content.source in PREDICTED
    canvas.mask_layer.setVisible(shown and fills)
    canvas.contour_layer.setVisible(shown and (mode != "fill" or not fills))
    canvas.badge_layer.setVisible(shown and not is_predicted)
    # Over a picture of a prediction, colours would be taken for a part of it.
    canvas.contour_layer.set_style(Outlines.SOLID if is_predicted else Outlines.COLOURED)
    canvas.hatch_layer.setVisible(shown)
    canvas.twin_layer.set_joins(shown)
