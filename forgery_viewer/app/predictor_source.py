"""Which predictors the panel offers, and how they are made, away from the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.prediction import Predictor
from forgery_viewer.state.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Offer:
    """A predictor that can be chosen.

    Attributes:
        key: How it is known.
        title: What it is called.
        make: Makes it; called from a worker's thread. Raises PredictionError.
    """

    key: str
    title: str
    make: Callable[[], Predictor]


_TITLES = {"copy-move": "Copy-move, built in", "difference": "Difference to the authentic image"}


def registered_offers() -> list[Offer]:
    """The predictors that need no file: those built in first, then those of packages."""
    # torch and the packages of others are imported when one is made, not when they are listed.
    from forgery_viewer.predictors.registry import registered

    found = registered()
    ranked = sorted(found, key=lambda name: (bool(found[name].origin), name != "copy-move"))
    return [Offer(name, _title(name, found[name].origin), found[name].make) for name in ranked]


def _title(name: str, origin: str) -> str:
    words = _TITLES.get(name, name.replace("-", " ").capitalize())
    return f"{words} ({origin})" if origin else words


class PredictorSource(QObject):
    """Makes predictors one after the other, and keeps each until it is closed."""

    let_go = Signal(object)
    """A predictor that nobody is to ask any more: who gets it ends its work, and closes it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Tasks("predictors", 1, self)
        self._made: dict[str, Predictor] = {}

    def made(self, key: str) -> Predictor | None:
        """A predictor that was made before."""
        return self._made.get(key)

    def make(
        self,
        offer: Offer,
        done: Callable[[Predictor], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Make a predictor, or give the one that was made, and then say so."""
        known = self._made.get(offer.key)
        if known is not None:
            done(known)
            return
        self._lane.submit(offer.make, partial(self._take, offer.key, done), failed)

    def forget(self, key: str) -> None:
        """Let go of a predictor: its file or contract is another one now."""
        predictor = self._made.pop(key, None)
        if predictor is not None:
            self.let_go.emit(predictor)

    def close(self) -> None:
        """Let go of all of them, with the memory and processes that they hold."""
        self._lane.close()
        for predictor in self._made.values():
            predictor.close()
        self._made.clear()

    def _take(self, key: str, done: Callable[[Predictor], None], predictor: Predictor) -> None:
        self._made[key] = predictor
        done(predictor)
