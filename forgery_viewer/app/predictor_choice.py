"""Which predictors are chosen on the Predict page, made away from the window's thread."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from forgery_viewer.app.predictor_source import Offer, PredictorSource
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.prediction import Predictor, SuggestingPredictor
from forgery_viewer.core.thresholding import Threshold
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.prediction_state import ChosenPredictor
from forgery_viewer.state.preferences import PREDICTOR, Preferences
from forgery_viewer.widgets.compare.choice_box import Option
from forgery_viewer.widgets.predict.predictor_panel import NO_SECOND, PredictorPanel


class PredictorChoice(QObject):
    """Keeps the lists of the panel, the predictors that are made and what is shown of them."""

    ready = Signal()
    """A chosen predictor can be asked now, or cannot be made: `chosen` tells."""

    failed = Signal()
    """The predictor that is chosen first cannot be made."""

    let_go = Signal(object)
    """A predictor whose file, device or trust is another one now; as of `PredictorSource`."""

    def __init__(
        self,
        panel: PredictorPanel,
        offers: Iterable[Offer],
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._preferences = preferences
        self._source = PredictorSource(self)
        self._source.let_go.connect(self.let_go)
        self._session: PredictionSession | None = None
        self._offers = {offer.key: offer for offer in offers}
        wanted = preferences.get(PREDICTOR)
        first = wanted if wanted in self._offers else next(iter(self._offers))
        self._wanted = [first, NO_SECOND]
        panel.predictor_chosen.connect(lambda key: self.choose(0, key))
        panel.second_chosen.connect(lambda key: self.choose(1, key))
        self._show()

    def close(self) -> None:
        """Let go of all predictors."""
        self._source.close()

    def set_session(self, session: PredictionSession | None) -> None:
        """Show the results of another data set, or of none."""
        self._session = session
        for place, key in enumerate(tuple(self._wanted)):
            self.choose(place, key)

    @property
    def predictor(self) -> Predictor | None:
        """The chosen predictor, once it is made."""
        return self._source.made(self._wanted[0])

    @property
    def second(self) -> Predictor | None:
        """The predictor that is compared with, once it is made; None without one."""
        return self._source.made(self._wanted[1])

    @property
    def chosen(self) -> str:
        """The key of the chosen predictor."""
        return self._wanted[0]

    def recall(self) -> None:
        """Choose the predictor of the last time, where it has come into the list."""
        wanted = self._preferences.get(PREDICTOR)
        if wanted in self._offers:
            self.choose(0, wanted)

    def add(self, offer: Offer) -> None:
        """Take a predictor into the list, in the place of one of the same key."""
        self._source.forget(offer.key)
        self._offers[offer.key] = offer
        self._show()

    def remove_all(self, prefix: str) -> None:
        """Take the predictors out of the list whose keys begin so."""
        for key in [key for key in self._offers if key.startswith(prefix)]:
            self._source.forget(key)
            del self._offers[key]
        for place, key in enumerate(tuple(self._wanted)):
            if key not in self._offers:
                self._wanted[place] = next(iter(self._offers)) if place == 0 else NO_SECOND
        self._show()

    def remake(self, prefix: str) -> None:
        """Make predictors anew whose keys begin so: their device, or trust, is another one."""
        for key in [key for key in self._offers if key.startswith(prefix)]:
            self._source.forget(key)
        for place, key in enumerate(tuple(self._wanted)):
            if key.startswith(prefix):
                self.choose(place, key)

    def choose(self, place: int, key: str) -> None:
        """Make the predictor that is wanted at a place, then look for its results."""
        self._wanted[place] = key
        if place == 0 and key:
            self._preferences.set(PREDICTOR, key)
            if self._wanted[1] == key:
                self.choose(1, NO_SECOND)
        self._show()
        if self._session is None:
            return
        offer = self._offers.get(key)
        if offer is None:
            self._session.state.choose(place, None)
            return
        if place == 0:
            self._panel.show_odd(files="", image="")
        self._session.state.choose(place, ChosenPredictor(key, offer.title, "", Threshold()))
        self.ready.emit()
        self._source.make(
            offer,
            lambda predictor: self._take(place, offer, predictor),
            lambda error: self._fail(place, offer, error),
        )

    def _show(self) -> None:
        options = [Option(offer.key, offer.title) for offer in self._offers.values()]
        self._panel.show_predictors(options, *self._wanted)

    def _take(self, place: int, offer: Offer, predictor: Predictor) -> None:
        if self._wanted[place] != offer.key or self._session is None:
            return
        suggests = Threshold()
        if isinstance(predictor, SuggestingPredictor):
            suggests = predictor.suggested
        self._session.kept.introduce(predictor)
        chosen = ChosenPredictor(offer.key, offer.title, predictor.identity, suggests)
        self._session.state.choose(place, chosen)
        if place == 0:
            self._panel.show_summary(predictor.summary)
            self._panel.show_note("")
            files = getattr(predictor, "files", None)
            messages = files.messages if files is not None else ()
            self._panel.show_odd(files=" ".join(f"{message}." for message in messages))
        self.ready.emit()

    def _fail(self, place: int, offer: Offer, error: BaseException) -> None:
        if not isinstance(error, ForgeryViewerError):
            raise error
        if self._wanted[place] == offer.key:
            self._panel.show_note(f"{error}".rstrip(".") + ".")
            if place == 0:
                self._panel.show_summary("")
                self.failed.emit()
            self.ready.emit()
