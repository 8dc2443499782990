"""Which predictors there are: built in, from installed packages, and from files.

A package adds predictors by entry points of the group `forgery_viewer.predictors`: each names a
class or function that, called without arguments, gives a `core.prediction.Predictor`. Its code is
loaded when the predictor is asked for, not when the names are listed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from forgery_viewer.core.prediction import PredictionError, Predictor

GROUP = "forgery_viewer.predictors"


@dataclass(frozen=True, slots=True)
class Registered:
    """A predictor that can be asked for by its name.

    Attributes:
        name: Its name, as on the command line.
        origin: The package that brings it, "" for one that is built in.
        make: Makes the predictor. Raises PredictionError.
    """

    name: str
    origin: str
    make: Callable[[], Predictor]


def registered() -> dict[str, Registered]:
    """All predictors that have a name, by name: built-in ones first, then those of packages.

    A package cannot take the name of a built-in predictor, nor one that another package has.
    """
    found = {name: Registered(name, "", make) for name, make in _BUILT_IN.items()}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        found.setdefault(point.name, Registered(point.name, _origin(point), _maker(point)))
    return found


def named(name: str) -> Predictor:
    """The predictor of a name. Raises PredictionError where there is none, or it cannot be made."""
    known = registered()
    if name not in known:
        reason = f"There is no predictor {name!r}, only {', '.join(known)}, and files"
        raise PredictionError(Path(), reason)
    return known[name].make()


def _difference() -> Predictor:
    from forgery_viewer.predictors.difference import DifferencePredictor  # noqa: PLC0415

    return DifferencePredictor()


def _copy_move() -> Predictor:
    from forgery_viewer.predictors.copy_move.predictor import CopyMovePredictor  # noqa: PLC0415

    return CopyMovePredictor()


_BUILT_IN: dict[str, Callable[[], Predictor]] = {
    "copy-move": _copy_move,
    "difference": _difference,
}


def _origin(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.module


def _maker(point: EntryPoint) -> Callable[[], Predictor]:
    def make() -> Predictor:
        origin = _origin(point)
        try:
            made = point.load()()
        except Exception as error:
            # The code of others: whatever it raises must not end the program.
            why = f"{type(error).__name__}: {error}".rstrip(": ")
            reason = f"The predictor {point.name!r} of {origin} cannot be loaded ({why})"
            raise PredictionError(Path(), reason) from error
        if not isinstance(made, Predictor):
            reason = f"{point.value!r} of {origin} gives no predictor, but {type(made).__name__}"
            raise PredictionError(Path(), reason)
        return made

    return make
