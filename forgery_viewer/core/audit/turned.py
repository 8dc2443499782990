"""Evidence from a pair for the way in which a mask was turned."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.audit.collecting import FileNotes
from forgery_viewer.core.audit.pairs import Difference, correlation
from forgery_viewer.core.audit.repairs import TRANSPOSE
from forgery_viewer.core.errors import MaskError

#: Correlation with the difference from which on a mask is taken to fit, and how many times that of
#: the next best way of turning it must be. Only copies changed, and those but little where source
#: and copy look alike, so that a right mask may reach no more than 0.2; a wrongly turned one may
#: still cover a part of what changed.
ENOUGH, CLEARLY = 0.1, 1.25

_TRANSPOSED = "transposed"

Plane = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well a mask fits the changed pixels, turned in different ways.

    Attributes:
        transposed: Correlation of the transposed mask with |forged - authentic|.
        other: That of the best of the other ways that swap height and width.
        other_name: Which way that is.
        as_it_is: That of the mask as it is; None where it does not fit the image.
    """

    transposed: float
    other: float
    other_name: str
    as_it_is: float | None

    @property
    def supports(self) -> bool:
        """Whether the mask fits when it is transposed, and in no other way."""
        rivals = (self.other, self.as_it_is or 0.0)
        return self.transposed >= max(ENOUGH, *(CLEARLY * rival for rival in rivals))


def weigh(union: Plane, difference: Difference) -> Evidence:
    """The evidence for turning a mask; `union` is (W, H), the difference (H, W)."""
    largest = difference.absolute.max(axis=2)
    turned: dict[str, Plane] = {
        "turned clockwise": union[::-1].T,
        "turned counter-clockwise": union.T[::-1],
        "mirrored along the other diagonal": union[::-1, ::-1].T,
    }
    others = {name: correlation(plane, largest) for name, plane in turned.items()}
    best = max(others, key=lambda name: others[name])
    fits = union.shape == largest.shape
    return Evidence(
        transposed=correlation(union.T, largest),
        other=others[best],
        other_name=best,
        as_it_is=correlation(union, largest) if fits else None,
    )


def check_turned(notes: FileNotes, error: MaskError, union: Plane, difference: Difference) -> None:
    """Note a mask that was refused for being transposed, with what the pair says of it."""
    evidence = weigh(union, difference)
    reason = f"The {error.reason}"
    if evidence.supports:
        reason += (
            f"; with rows and columns swapped it fits the changed pixels (correlation "
            f"{evidence.transposed:.2f}, turned in other ways at most {evidence.other:.2f})."
        )
    elif evidence.other >= max(ENOUGH, CLEARLY * evidence.transposed):
        reason += (
            f"; it fits the changed pixels best {evidence.other_name} (correlation "
            f"{evidence.other:.2f}, transposed {evidence.transposed:.2f})."
        )
    else:
        reason += (
            f"; the changed pixels do not tell how to turn it (correlation "
            f"{evidence.transposed:.2f} transposed, at most {evidence.other:.2f} otherwise)."
        )
    notes.add(_TRANSPOSED, reason, repair_key=TRANSPOSE if evidence.supports else "")


def check_square(notes: FileNotes, union: Plane, difference: Difference) -> None:
    """Note the mask of a square image that fits the pair only when it is transposed."""
    changed = difference.changed
    inside = np.count_nonzero(changed & union)
    # Nearly always the mask fits, and counting tells at once.
    if not changed.any() or 2 * inside >= np.count_nonzero(changed & union.T):
        return
    evidence = weigh(union, difference)
    if evidence.supports:
        reason = (
            f"The mask seems to be transposed: its correlation with the changed pixels is "
            f"{evidence.as_it_is:.2f}, with rows and columns swapped {evidence.transposed:.2f}."
        )
        notes.add(_TRANSPOSED, reason, severity="warning", repair_key=TRANSPOSE)
