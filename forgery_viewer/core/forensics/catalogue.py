"""All forensic views, in the order in which they are offered."""

from forgery_viewer.core.forensics.block_grid import BLOCK_GRID
from forgery_viewer.core.forensics.colours import BIT_PLANE, COMPONENT
from forgery_viewer.core.forensics.gradients import GRADIENT
from forgery_viewer.core.forensics.recompression import ERROR_LEVELS, GHOST
from forgery_viewer.core.forensics.residuals import HIGH_PASS, LAPLACIAN, MEDIAN, WAVELET
from forgery_viewer.core.forensics.view import ForensicView

VIEWS: tuple[ForensicView, ...] = (
    ERROR_LEVELS,
    GHOST,
    BLOCK_GRID,
    MEDIAN,
    HIGH_PASS,
    WAVELET,
    LAPLACIAN,
    GRADIENT,
    COMPONENT,
    BIT_PLANE,
)

_BY_KEY = {view.key: view for view in VIEWS}


def find_view(key: str) -> ForensicView:
    """The view with a key.

    Raises:
        KeyError: There is none.
    """
    return _BY_KEY[key]
