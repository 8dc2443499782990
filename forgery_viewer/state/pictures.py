"""The pictures of the case on show that have to be computed: difference, truth, filtered ones."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from forgery_viewer.core.difference import DifferenceOptions
from forgery_viewer.core.edits import Box
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import equalised
from forgery_viewer.state.case_loader import CaseKey, LoadedCase, LoadedImage
from forgery_viewer.state.difference_pictures import ChosenDifference, difference_work, in_colours
from forgery_viewer.state.kept_pictures import ONLY_A_PART, KeptPictures, Key
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    DIFFERENCE,
    FILTERED,
    FORGED,
    PREDICTED,
    TRUTH,
)
from forgery_viewer.state.picture_work import ChosenView, filtered_pyramid, truth_pyramid
from forgery_viewer.state.predicted_pictures import ShownPrediction, ShownPredictions
from forgery_viewer.state.tasks import Task, Tasks

Work = Callable[[Task], Pyramid]


class Pictures(QObject):
    """Owns what was computed; whoever shows a picture asks for it and hears when it is there."""

    changed = Signal(str)
    """Another picture of this source is there, or the reason why there is none."""
    progressed = Signal(str, int, int)
    _stepped = Signal(object, int, int)
    _came_in_part = Signal(object, object)

    def __init__(
        self, tasks: Tasks, colours: tuple[tuple[int, int, int], ...], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._colours = colours
        self._case: LoadedCase | None = None
        self._document: MaskDocument | None = None
        self._difference = ChosenDifference()
        self._view: ChosenView | None = None
        self._predictions = ShownPredictions(colours)
        self._base = FORGED
        self._kept = KeptPictures()
        self._under_way: dict[Key, tuple[str, Task]] = {}
        self._shown: set[Key] = set()
        self._images: dict[CaseKey, tuple[object, object]] = {}
        # From a worker's thread to this one.
        queued = Qt.ConnectionType.QueuedConnection
        self._stepped.connect(self._tell_step, queued)
        self._came_in_part.connect(self._take_part, queued)

    # What the pictures are of -------------------------------------------------------------

    def set_case(
        self, case: LoadedCase | None, document: MaskDocument | None, *, forgets: bool = True
    ) -> None:
        """Compute pictures of another case; of none, and no longer keep any where it `forgets`."""
        if self._document is not None:
            self._document.undo_stack.indexChanged.disconnect(self._mask_changed)
        self._case, self._document = case, document
        if case is not None or forgets:
            self._forget_outdated()
        if document is not None:
            document.undo_stack.indexChanged.connect(self._mask_changed)
        self._give_up(lambda _source: True)

    def _forget_outdated(self) -> None:
        """Forget pictures of another data set, and of images that were read again since."""
        case = self._case
        if case is None:
            self._kept.clear()
            self._images.clear()
            return
        images = tuple(
            weakref.ref(side.pyramid) if side.pyramid is not None else None
            for side in (case.authentic, case.subject)
        )
        if self._images.get(case.key, images) != images:
            self._kept.forget_case(case.key)
        self._images[case.key] = (images[0], images[1])

    def set_difference(self, options: DifferenceOptions) -> None:
        """Show differences otherwise."""
        self._choose_difference(replace(self._difference, options=options))

    def set_difference_pair(self, one: str, other: str) -> None:
        """Show the difference of two other pictures."""
        if {one, other} != set(self._difference.pair):
            self._choose_difference(replace(self._difference, pair=(one, other)))

    def _choose_difference(self, chosen: ChosenDifference) -> None:
        if chosen != self._difference:
            self._difference = chosen
            self._renew(lambda source: source == DIFFERENCE)

    @property
    def difference(self) -> ChosenDifference:
        """Of which pictures the difference is, and how it is shown."""
        return self._difference

    def set_view(self, chosen: ChosenView | None) -> None:
        """Filter by another forensic view, or none; what was stopped is computed anew."""
        if chosen != self._view or self.is_stopped:
            self._view = chosen
            self._kept.go_on()
            self._renew(lambda source: source in FILTERED)

    def set_prediction(self, place: int, shown: ShownPrediction | None, reason: str = "") -> None:
        """Show another result of the chosen predictor (place 0) or the second one (1)."""
        if self._predictions.set(place, shown, reason):
            self._renew(lambda source: source in PREDICTED and PREDICTED[source][1] == place)

    def set_predicted_base(self, source: str) -> None:
        """Lay predictions over the image they are of, FORGED or AUTHENTIC."""
        if source != self._base:
            self._base = source
            self._renew(lambda source: source in PREDICTED)

    def prediction(self, place: int) -> ShownPrediction | None:
        """The result on show of the chosen predictor (place 0) or the second one (1)."""
        return self._predictions.get(place)

    @property
    def view_title(self) -> str:
        """The forensic view that is chosen, "" for none."""
        return self._view.view.title if self._view is not None else ""

    # Pictures -----------------------------------------------------------------------------

    def get(self, source: str, local: float = 0.0) -> Pyramid | None:
        """The picture as far as it is at hand; with `local` contrast raised by so much."""
        plain = self._side(source).pyramid
        if plain is not None and not local:
            return plain
        return self._kept.get(self._key(source, local))

    def whole(self, source: str) -> Pyramid | None:
        """The picture where there is all of it: only of that can another one be made."""
        return self._side(source).pyramid or self._kept.whole(self._key(source, 0.0))

    def part_note(self, source: str, local: float = 0.0) -> str:
        """Why only a part of the picture is at hand; "" where it is whole, or not there at all."""
        return self._kept.part_note(self._key(source, local))

    @property
    def is_stopped(self) -> bool:
        """Whether what the forensic view makes of an image of this case was stopped."""
        case = self._case.key if self._case is not None else None
        return any(key[0] == case and key[1] in FILTERED for key in self._kept.stopped)

    def lack_of_whole(self, source: str) -> str:
        """Why there will be no whole picture, "" where there is one or may yet be."""
        is_stopped = self._key(source, 0.0) in self._kept.stopped
        return self.reason(source) or (ONLY_A_PART if is_stopped else "")

    def reason(self, source: str) -> str:
        """Why there is no such picture, "" where there is one or may yet be."""
        if self._case is None:
            return "No image chosen."
        return self._lack(source) or self._failure(source)

    def _lack(self, source: str) -> str:
        """What the picture cannot be made without, and is not there."""
        if source == TRUTH:
            return "" if self._document is not None else "There is no mask in this case."
        if source == DIFFERENCE:
            return self._lack_of_pair()
        if source in FILTERED and self._view is None:
            return "No forensic view is chosen."
        base = self._base if source in PREDICTED else FILTERED.get(source, source)
        if self._side(base).pyramid is None:
            return self._side(base).fault or "There is no such image in this case."
        return self._predictions.reason(source) if source in PREDICTED else ""

    def _lack_of_pair(self) -> str:
        reasons = [self.lack_of_whole(source) for source in self._difference.pair]
        if any(reasons) and self._difference.is_usual:
            faults = (self._side(source).fault for source in self._difference.pair)
            return next(filter(None, faults), "A difference needs an authentic and a forged image.")
        return next(filter(None, reasons), "")

    def _failure(self, source: str) -> str:
        """What went wrong with the picture as it is wanted now."""
        of_source = (self._kept.failure(key) for key in self._shown if key[1] == source)
        return next(filter(None, of_source), "") or self._kept.failure(self._key(source, 0.0))

    def want(self, wanted: Sequence[tuple[str, float]]) -> None:
        """The pictures on show, with their local contrast: they are kept in any case."""
        self._shown = {self._key(source, local) for source, local in wanted}

    def ask(self, source: str, local: float = 0.0, visible: Box | None = None) -> None:
        """Compute a picture that is not at hand, the visible part first; `changed` tells of it.

        One that was stopped stays so until the view is chosen again.
        """
        key = self._key(source, local)
        is_there = self._kept.is_settled(key) or (not local and self._side(source).pyramid)
        if is_there or key in self._under_way or self.reason(source):
            return
        # What was asked for of the same source, with other options, is out of date.
        self._give_up(lambda other: other == source)
        work = self._work(source, local, key, visible)
        if work is not None:
            # What is made of a part is no more than that.
            of_part = bool(local) and self._key(source, 0.0) in self._kept.stopped
            task = self._tasks.submit_cancellable(
                work, partial(self._take, key, source, of_part), partial(self._fail, key, source)
            )
            self._under_way[key] = (source, task)

    def cancel(self, source: str) -> None:
        """Stop computing a picture; it stays as far as it has come."""
        for key, (other, task) in list(self._under_way.items()):
            if other == source:
                task.cancel()
                del self._under_way[key]
                self._kept.stop(key)
                self.changed.emit(source)

    def is_under_way(self, source: str) -> bool:
        """Whether the picture is being computed."""
        return any(other == source for other, _task in self._under_way.values())

    def _side(self, source: str) -> LoadedImage:
        if self._case is None or source not in (AUTHENTIC, FORGED):
            return LoadedImage(None, None)
        return self._case.authentic if source == AUTHENTIC else self._case.subject

    def _key(self, source: str, local: float) -> Key:
        case = self._case.key if self._case is not None else None
        if source == DIFFERENCE:
            of = (self._key(side, 0.0) for side in self._difference.pair)
            return (case, source, local, self._difference.options, *of)
        if source == TRUTH and self._document is not None:
            return (case, source, local, self._document.key, self._document.revision)
        if source in FILTERED and self._view is not None:
            return (case, source, local, self._view.view.key, self._view.values)
        if source in PREDICTED:
            revision = self._document.revision if self._document is not None else -1
            return (case, source, local, self._base, *self._predictions.key(source, revision))
        return (case, source, local)

    def _work(self, source: str, local: float, key: Key, visible: Box | None) -> Work | None:
        if local:
            return self._equalising(source, local)
        if source == DIFFERENCE:
            return self._differing()
        if source == TRUTH and self._document is not None:
            planes = self._document.planes
            slots = [state.colour for state in self._document.instances]
            colours = [self._colours[slot % len(self._colours)] for slot in slots]
            return lambda _task: truth_pyramid(planes.copy(), colours)
        image = self._side(self._base).pyramid
        if source in PREDICTED and image is not None:
            has_truth = self._base == FORGED and self._document is not None
            truth = self._document.planes if has_truth and self._document is not None else None
            return self._predictions.work(source, image, truth)
        base = self._side(FILTERED.get(source, "")).pyramid
        if base is not None and self._view is not None:
            return partial(
                filtered_pyramid,
                base.image,
                self._view.view,
                self._view.settings,
                visible,
                partial(self._came_in_part.emit, (key, source)),
                partial(self._stepped.emit, (key, source)),
            )
        return None

    def _equalising(self, source: str, local: float) -> Work | None:
        is_stopped = self._key(source, 0.0) in self._kept.stopped
        plain = self.get(source) if is_stopped else self.whole(source)
        if plain is None:
            self.ask(source)
            return None
        pixels = in_colours(plain.image)
        return lambda _task: Pyramid(equalised(pixels, local))

    def _differing(self) -> Work | None:
        """What computes the difference, once both pictures are whole."""
        for source in self._difference.pair:
            self.ask(source)
        one, other = map(self.whole, self._difference.pair)
        if one is None or other is None:
            return None
        return difference_work(one, other, self._difference.options)

    # Coming and going ---------------------------------------------------------------------

    def _take(self, key: Key, source: str, of_part: bool, pyramid: Pyramid) -> None:
        self._under_way.pop(key, None)
        self._kept.keep(key, pyramid, self._shown, is_whole=not of_part)
        if of_part:
            self._kept.stop(key)
        self.changed.emit(source)

    def _take_part(self, of: tuple[Key, str], pyramid: Pyramid) -> None:
        key, source = of
        if key in self._under_way:
            self._kept.keep(key, pyramid, self._shown, is_whole=False)
            self.changed.emit(source)

    def _tell_step(self, of: tuple[Key, str], done: int, total: int) -> None:
        key, source = of
        if key in self._under_way:
            self.progressed.emit(source, done, total)

    def _fail(self, key: Key, source: str, error: BaseException) -> None:
        self._under_way.pop(key, None)
        if not isinstance(error, ForgeryViewerError):
            raise error
        self._kept.fail(key, str(error))
        self.changed.emit(source)

    def _give_up(self, concerns: Callable[[str], bool]) -> None:
        for key, (source, task) in list(self._under_way.items()):
            if concerns(source):
                task.cancel()
                del self._under_way[key]
                self._kept.forget_part(key)

    def _renew(self, concerns: Callable[[str], bool]) -> None:
        """Give up what is out of date, and have it asked for anew."""

        def is_outdated(source: str) -> bool:
            is_made_of = source == DIFFERENCE and any(map(concerns, self._difference.pair))
            return is_made_of or concerns(source)

        self._give_up(is_outdated)
        for source in (TRUTH, *FILTERED, *PREDICTED, DIFFERENCE):
            if is_outdated(source):
                self.changed.emit(source)

    def _mask_changed(self, _index: int) -> None:
        self._renew(lambda source: source == TRUTH or self._predictions.has_errors(source))
