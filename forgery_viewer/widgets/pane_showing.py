"""Shows a pane's content of a case: its pictures, its mask and its words, or why there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones
from forgery_viewer.state.case_loader import LoadedCase, LoadedImage
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    CURTAIN,
    DIFFERENCE,
    FORGED,
    TRUTH,
    PaneContent,
    name_of,
    title_of,
)
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.wording import size

NO_PICTURES, COMPUTING = "Computing…", "computing…"


class PictureSource(Protocol):
    """Where computed pictures of the case on show come from."""

    @property
    def view_title(self) -> str:
        """The forensic view that filters."""

    @property
    def difference_words(self) -> str:
        """How differences are shown."""

    def get(self, source: str, local: float = 0.0) -> Pyramid | None:
        """The picture, as far as it is at hand."""

    def reason(self, source: str) -> str:
        """Why there is none."""


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
    content, alone = _what_there_is(content, case)
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
        _show_second(pane, content, case, pictures, subject)
    has_image = pane.shows_image
    pane.show_tones(content.tones if has_image else Tones())
    pane.canvas.set_document(document if content.shows_mask and has_image else None)
    if pictures is not None and content.source == DIFFERENCE and not content.second:
        words = " · ".join(filter(None, (pictures.difference_words, _common(case))))
    if content.second and pane.shows_image:
        words = " · ".join(filter(None, (words, _sizes(pane.canvas))))
    if content.shows_mask and content.mask == TRUTH and case.mask_reason:
        words = "mask not readable"
    pane.set_title(title, alone or words)


def _sizes(canvas: Canvas) -> str:
    """What to say of two images of different sizes."""
    first, second = canvas.pyramid, canvas.second_layer.pyramid
    if first is None or second is None:
        return ""
    if (first.width, first.height) == (second.width, second.height):
        return ""
    sizes = f"{size(first.width, first.height)} and {size(second.width, second.height)}"
    return f"{sizes}, aligned at the top left"


def _common(case: LoadedCase) -> str:
    """What to say of the difference of two images of different sizes."""
    one, other = case.authentic.pyramid, case.subject.pyramid
    if one is None or other is None:
        return ""
    if (one.width, one.height) == (other.width, other.height):
        return ""
    both = size(min(one.width, other.width), min(one.height, other.height))
    return f"of the upper left {both} that both have"


def _what_there_is(content: PaneContent, case: LoadedCase) -> tuple[PaneContent, str]:
    """A pair of which one image is missing as the other one alone, and words for that."""
    missing = [
        source
        for source in content.sources
        if (side := _side(case, source)) is not None and side.pyramid is None
    ]
    if not content.second or len(missing) != 1:
        return content, ""
    there = content.second if content.source in missing else content.source
    name = name_of(missing[0], subject=subject_name(case), view="").lower()
    return replace(content, source=there, second="", mode=""), f"no {name} image to compare with"


def _show_second(
    pane: CanvasPane,
    content: PaneContent,
    case: LoadedCase,
    pictures: PictureSource | None,
    subject: str,
) -> None:
    second = None
    if content.second:
        second = _picture(case, content.second, pictures, content.tones.local)
    view = pictures.view_title if pictures is not None else ""
    names = [name_of(source, subject=subject, view=view) for source in content.sources]
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
        pane.show_reason("circle-alert", side.reason)
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
