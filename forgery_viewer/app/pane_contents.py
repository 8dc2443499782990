"""What each pane shows on each page, and the pictures that are computed for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.edits import Box
from forgery_viewer.core.tones import Tones
from forgery_viewer.state.case_loader import CaseKey
from forgery_viewer.state.pairing import unfiltered
from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    BLINK,
    DIFFERENCE,
    FILTERED_AUTHENTIC,
    FILTERED_FORGED,
    FORGED,
    MASKS,
    PREDICTED,
    TRUTH,
    PaneContent,
    first_contents,
    name_of,
)
from forgery_viewer.state.pictures import Pictures
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.pane_showing import lacking_words, needs, subject_name, turn_words
from forgery_viewer.widgets.theme import INSTANCE_COLOURS, instance_colour
from forgery_viewer.widgets.top_bar import REVIEW
from forgery_viewer.widgets.triptych import Triptych


class PaneContents(QObject):
    """Tells the panes what to show, and has computed what they need and nobody has yet."""

    changed = Signal()
    """Some pane shows something else."""
    sources_changed = Signal()
    """Other pictures can be chosen, or are called otherwise."""

    def __init__(self, canvases: Triptych, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvases = canvases
        self._lane = Tasks("pictures", 1, self)
        slots = range(len(INSTANCE_COLOURS))
        colours = tuple((c.red(), c.green(), c.blue()) for c in map(instance_colour, slots))
        self.pictures = Pictures(self._lane, colours, self)
        self.contrast_linked = False
        self.predictors: frozenset[int] = frozenset()
        self.keeps_tones = False
        """Whether tones set for one case hold for those that are gone to from it."""
        self._case: CaseKey | None = None
        self._tones: dict[CaseKey, dict[str, tuple[Tones, ...]]] = {}
        """The tones of each case that was looked at, page by page."""
        self.page = REVIEW
        self._of_page = {REVIEW: first_contents()}
        self._subject = ""
        self._before: dict[tuple[str, int], PaneContent] = {}
        self._peeked: int | None = None
        """The pane that shows its other picture while a key is held."""
        canvases.set_pictures(self.pictures)
        canvases.case_changed.connect(self._take_case)
        canvases.layout_changed.connect(lambda _layout: self.ask())
        self.pictures.changed.connect(self._take_picture)

    def close(self) -> None:
        """Compute nothing more."""
        self._lane.close()

    # Pages --------------------------------------------------------------------------------

    @property
    def now(self) -> tuple[PaneContent, ...]:
        """What the panes show."""
        return self._of_page[self.page]

    def keep(self, page: str, contents: tuple[PaneContent, ...]) -> None:
        """What a page shows when it is gone to."""
        self._of_page[page] = contents

    def show(self, page: str) -> None:
        """Show what belongs to a page."""
        if page in self._of_page and page != self.page:
            self.page = page
            self._apply()

    # Panes --------------------------------------------------------------------------------

    def set(self, place: int, content: PaneContent) -> None:
        """Show something else in one pane."""
        contents = list(self.now)
        contents[place] = content
        self.set_all(contents)

    def set_all(self, contents: Iterable[PaneContent]) -> None:
        """Show other things in the panes."""
        self._of_page[self.page] = tuple(contents)
        self._apply()

    def turn(self, place: int, source: str, second: str = "", mode: str = "") -> None:
        """Show a picture in a pane, or a pair, or again what that one showed before it."""
        content = self.now[place]
        if (content.source, content.second, content.mode) == (source, second, mode):
            before = self._before.pop((self.page, place), None)
            self.set(place, before or replace(content, source=FORGED, second="", mode=""))
        else:
            self._before.setdefault((self.page, place), content)
            self.set(place, replace(content, source=source, second=second, mode=mode))

    def drop_filtered(self) -> None:
        """Show images again where a forensic view filtered them, on every page."""
        for page, contents in self._of_page.items():
            self._of_page[page] = tuple(map(unfiltered, contents))
        self._before = {place: unfiltered(content) for place, content in self._before.items()}
        self._apply()

    def set_tones(self, place: int, tones: Tones) -> None:
        """Show a pane lighter, in false colours ...; all of them where contrast is linked."""
        self.set_all(
            replace(content, tones=tones) if self.contrast_linked or at == place else content
            for at, content in enumerate(self.now)
        )

    def set_contrast_linked(self, linked: bool) -> None:
        """Let every change of one pane's tones be one of all, beginning with the one at work."""
        self.contrast_linked = linked
        if linked:
            place = self._canvases.active_pane
            self.set_tones(place, self.now[place].tones)

    def peek(self, place: int, *, held: bool) -> None:
        """Show the other picture of a pane while a key is held: the second, or the partner."""
        self._peeked = place if held else None
        if held:
            self._show_other(place)
        else:
            self._canvases.refresh_place(place)

    def _show_other(self, place: int) -> None:
        """Show the other picture of a pane, in the tones of the first, or say why there is none."""
        content, pane = self.now[place], self._canvases.panes[place]
        partner = AUTHENTIC if content.source != AUTHENTIC else FORGED
        other, local = content.second or partner, content.tones.local
        if content.second and self.pictures.reason(content.source):
            # The second one is on show by itself already.
            other = content.source
        self.pictures.ask(other, local)
        picture = self.pictures.get(other, local)
        if picture is not None:
            pane.canvas.compare_with(picture, BLINK)
            pane.canvas.show_second(True)
            self.say_turn(place, other)
        elif self.pictures.reason(other) and pane.shows_image:
            pane.set_note(lacking_words(other, self.name(other), self._canvases.case))

    def say_turn(self, place: int, shown: str) -> None:
        """Say which of two pictures a pane shows now."""
        content, case = self.now[place], self._canvases.case
        if shown not in content.sources:
            content = replace(content, second=shown, mode=BLINK)
        if case is not None:
            pane = self._canvases.panes[place]
            pane.set_note(*turn_words(pane, content, shown, case, self.pictures))

    def name(self, source: str) -> str:
        """What a picture is called."""
        subject, view = self._subject or "Forged", self.pictures.view_title
        return name_of(source, subject=subject, view=view)

    def sources(self) -> list[tuple[str, str]]:
        """The pictures that can be chosen, with their names."""
        view = self.pictures.view_title
        keys = [AUTHENTIC, FORGED, DIFFERENCE, TRUTH]
        if view:
            keys += [FILTERED_AUTHENTIC, FILTERED_FORGED]
        keys += [key for key, (_kind, place) in PREDICTED.items() if place in self.predictors]
        return [(key, name_of(key, subject=self._subject or "Forged", view=view)) for key in keys]

    def masks(self) -> list[str]:
        """The masks that can be laid over a picture: the truth, and what is predicted."""
        predicted = (m for m in MASKS if m != TRUTH and PREDICTED[m][1] in self.predictors)
        return [TRUTH, *predicted]

    def set_predictors(self, places: frozenset[int]) -> None:
        """Offer the pictures of the chosen predictor (0) and of the second one (1), or not."""
        if places != self.predictors:
            self.predictors = places
            self.sources_changed.emit()

    # Pictures -----------------------------------------------------------------------------

    def ask(self) -> None:
        """Have computed what a pane that is seen needs and has not."""
        seen = set(self._canvases.shown_panes())
        size = self._canvases.image_size()
        wanted = [
            (source, content.tones.local, pane.canvas)
            for pane, content in zip(self._canvases.panes, self.now, strict=True)
            if pane in seen
            for source in needs(content)
        ]
        # Last, as they are made of others, of which the visible part is wanted first.
        wanted.sort(key=lambda one: one[0] == DIFFERENCE)
        self.pictures.want([(source, local) for source, local, _canvas in wanted])
        for source, local, canvas in wanted:
            self.pictures.ask(source, local, _visible(canvas, size))

    def _apply(self) -> None:
        self._canvases.set_contents(self.now)
        self.ask()
        self.changed.emit()

    def _take_case(self) -> None:
        case, seen = self._canvases.case, self._canvases.seen_case
        self._turn_tones(seen.key if seen is not None else None)
        # Where a case is being read, those looked at before it may be come back to.
        self.pictures.set_case(case, self._canvases.document, forgets=seen is None)
        subject = subject_name(case) if case is not None else ""
        if subject != self._subject:
            self._subject = subject
            self.sources_changed.emit()
        if case is not None:
            self.ask()

    def _turn_tones(self, case: CaseKey | None) -> None:
        """Show another case in its own tones: what suits one image may hide what is in the next.

        They are those it was looked at in before, else the usual ones.
        """
        if case == self._case:
            return
        if self._case is not None:
            self._tones[self._case] = {
                page: tuple(content.tones for content in contents)
                for page, contents in self._of_page.items()
            }
        self._case = case
        if case is None:
            # The data set is closed; another one has other cases of the same ids.
            self._tones.clear()
        if case is not None and self.keeps_tones:
            return
        of_case = self._tones.get(case, {}) if case is not None else {}
        for page, contents in self._of_page.items():
            tones = of_case.get(page, (Tones(),) * len(contents))
            pairs = zip(contents, tones, strict=True)
            self._of_page[page] = tuple(replace(content, tones=own) for content, own in pairs)
        self._before = {at: replace(kept, tones=Tones()) for at, kept in self._before.items()}
        # Not shown yet: the case whose pictures these are of comes right after it.
        self._canvases.contents = self.now

    def _take_picture(self, source: str) -> None:
        seen = {each for content in self.now for each in content.sources}
        if self._peeked is None and source not in seen | set(self.pictures.difference.pair):
            # Nobody looks at it: of another case there are many.
            return
        self._canvases.refresh_source(source)
        if self._peeked is not None:
            self._show_other(self._peeked)
        if not self.pictures.is_under_way(source):
            self.ask()
        self.changed.emit()


def _visible(canvas: Canvas, size: tuple[int, int] | None) -> Box | None:
    """The part of an image of (width, height) px that a canvas looks at; None for all of it."""
    if size is None or canvas.is_fitted:
        return None
    width, height = size
    half_x, half_y = canvas.width() / 2 / canvas.view.scale, canvas.height() / 2 / canvas.view.scale
    left, right = max(0, int(canvas.view.x - half_x)), int(canvas.view.x + half_x) + 1
    top, bottom = max(0, int(canvas.view.y - half_y)), int(canvas.view.y + half_y) + 1
    box = (top, left, min(bottom, height), min(right, width))
    return box if box[2] > box[0] and box[3] > box[1] else None
