"""What the bar over the canvases says of a case, and how that is shortened in narrow windows."""

from __future__ import annotations

from forgery_viewer.core.dataset import AUTHENTIC, TRAIN, RecordKey
from forgery_viewer.core.number_text import typeset
from forgery_viewer.core.regions import Figures
from forgery_viewer.core.sentences import named_sentences
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.record_text import short_split
from forgery_viewer.widgets.wording import counted, percent, pixels, size

NO_MASK_YET = "no mask yet"


def case_words(
    key: RecordKey,
    case: LoadedCase,
    document: MaskDocument | None,
    figures: Figures | None,
    missing: str = "",
) -> tuple[str, ...]:
    """The words of a case, and after them the shorter ones for less room.

    First the split is shortened, then the size left out, then the number of instances, then the
    area: the browser or the dock says them, too. `missing` says why the mask has no figures.
    """
    extent, mask = _size(key, case), _mask_words(document, figures, missing)
    if key.label == AUTHENTIC and mask:
        # Nothing is forged in it: what is said is of its partner.
        mask = (f"forged: {mask[0]}", *mask[1:])
    texts = [_joined(key, key.split, (extent, *mask))]
    short = short_split(key.split)
    texts.append(_joined(key, short, (extent, *mask)))
    texts += [_joined(key, short, mask[left_out:]) for left_out in range(max(1, len(mask)))]
    return tuple(dict.fromkeys(texts))


def _joined(key: RecordKey, split: str, words: tuple[str, ...]) -> str:
    label = key.label if key.split == TRAIN else f"{split}, {key.label}"
    return " · ".join(filter(None, (label, *words)))


def why_no_figures(missing: str) -> str:
    """Why a mask has no figures, as sentences; "" where it has."""
    if missing == NO_MASK_YET:
        return "There is no mask yet."
    return " ".join(words for _file, words in named_sentences(missing))


def _size(key: RecordKey, case: LoadedCase) -> str:
    chosen = case.authentic if key.label == AUTHENTIC else case.subject
    pyramid = chosen.pyramid
    if pyramid is None:
        return ""
    return size(*(chosen.scaled_from or (pyramid.width, pyramid.height)))


def _mask_words(
    document: MaskDocument | None, figures: Figures | None, missing: str
) -> tuple[str, ...]:
    """What is said of the mask; the last is left out last."""
    if document is None:
        return ()
    if missing:
        sentence = why_no_figures(missing).rstrip(".")
        return (typeset(sentence[0].lower() + sentence[1:]),)
    instances = counted(len(document.instances), "instance")
    if not document.instances or figures is None:
        return (instances,)
    return instances, pixels(figures.area_px), percent(figures.coverage_pct)
