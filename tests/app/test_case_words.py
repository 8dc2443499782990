"""What is said of a case, and what is left out first where there is little room."""

from __future__ import annotations

import numpy as np

from forgery_viewer.app.case_words import NO_MASK_YET, case_words, why_no_figures
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.number_text import TIMES
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.regions import measure_mask
from forgery_viewer.state.case_loader import CaseKey, LoadedCase, LoadedImage
from forgery_viewer.state.mask_document import MaskDocument

SIZE = f"30 {TIMES} 20"
STACK = np.zeros((1, 20, 30), np.uint8)
STACK[0, :6, :10] = 1
PLANES = BitPlanes.from_stack(STACK)
FIGURES = measure_mask(PLANES)


def case_of(key: RecordKey) -> LoadedCase:
    image = LoadedImage(None, Pyramid(np.zeros((20, 30, 3), np.uint8)))
    nothing = LoadedImage(None, None)
    return LoadedCase(CaseKey(key.split, key.case_id), nothing, image, PLANES, "data set", "")


def test_the_split_is_shortened_first_and_the_coverage_stays_to_the_last() -> None:
    key = RecordKey("supplemental", "forged", "7")
    words = case_words(key, case_of(key), MaskDocument(key, PLANES.copy()), FIGURES)
    assert words == (
        f"supplemental, forged · {SIZE} · 1 instance · 60 px · 10.00 %",
        f"suppl., forged · {SIZE} · 1 instance · 60 px · 10.00 %",
        "suppl., forged · 1 instance · 60 px · 10.00 %",
        "suppl., forged · 60 px · 10.00 %",
        "suppl., forged · 10.00 %",
    )


def test_a_split_that_nearly_all_are_of_is_not_said() -> None:
    key = RecordKey("train", "forged", "7")
    words = case_words(key, case_of(key), None, None)
    assert words == (f"forged · {SIZE}", "forged")


def test_why_a_mask_has_no_figures_is_said_in_their_place() -> None:
    key = RecordKey("train", "forged", "7")
    document = MaskDocument(key, BitPlanes(20, 30))
    reason = "train_masks/7.npy: is 30 x 20, the image 20 x 30"
    words = case_words(key, case_of(key), document, measure_mask(document.planes), reason)
    together = f"30\N{NO-BREAK SPACE}{TIMES}\N{NO-BREAK SPACE}20"
    assert words[0].startswith(f"forged · {SIZE} · the mask is {together}, the image")
    assert "instance" not in words[0]
    assert words[-1].startswith("forged · the mask is")
    assert why_no_figures(reason) == "The mask is 30 x 20, the image 20 x 30."
    assert why_no_figures(NO_MASK_YET) == "There is no mask yet."
    assert why_no_figures("") == ""
