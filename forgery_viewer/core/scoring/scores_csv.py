"""Scores of images as comma-separated values, a line an image."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.core.scoring.score_summary import SCORES

_KEY = ("split", "label", "case_id")
_FIGURES = ("predicted", "true", "coverage_pct")
_OTHER = ("of1", "f1")


def scores_as_csv(cases: Sequence[CaseScore], others: Sequence[CaseScore] = ()) -> bytes:
    """The scores as the contents of a file: UTF-8, numbers in full.

    Args:
        cases: The scores; a line each, in their order.
        others: Those of a second predictor, where there is one: `other_of1` and `other_f1` of the
            same image, left blank where it has none.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    second = [f"other_{name}" for name in _OTHER] if others else []
    writer.writerow([*_KEY, *SCORES, *_FIGURES, *second])
    known = {score.key: score for score in others}
    for case in cases:
        figures = [getattr(case, name) for name in (*SCORES, *_FIGURES)]
        other = known.get(case.key)
        told = [getattr(other, name) if other is not None else "" for name in _OTHER]
        # Line by line: the writer lets no other thread work before it has done what it was given.
        writer.writerow([*case.key, *figures, *(told if others else ())])
    return text.getvalue().encode("utf-8", "surrogateescape")
