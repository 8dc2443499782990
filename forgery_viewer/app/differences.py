"""The difference of the two pictures that are compared: how it is shown, and how much of it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from forgery_viewer.app.pane_contents import PaneContents
from forgery_viewer.core.difference import ChangedCounts
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.live_changes import LiveChanges
from forgery_viewer.state.pane_content import FORGED, TRUTH
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.compare.difference_panel import DifferencePanel
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.size_words import differ, has_two_sizes, sizes_of
from forgery_viewer.widgets.wording import pixels

COMPUTING = "The pictures are being computed."


class Differences(QObject):
    """Keeps the difference on the canvases and the numbers beside them those of the same two.

    Attributes:
        changes: What the forger changed: the forged image against the authentic one.
        of_pair: What two other pictures differ in, while these are compared.
    """

    def __init__(
        self, page: ReviewPage, contents: PaneContents, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._contents = contents
        self._lane = Tasks("changes", 1, self)
        self.changes = LiveChanges(self._lane, self)
        self.of_pair = LiveChanges(self._lane, self, tells_sides=False)
        self._panel: DifferencePanel | None = None
        page.triptych.case_changed.connect(self._take_case)
        contents.changed.connect(self._count_pair)
        self._outside: Pyramid | None = None
        contents.changed.connect(self._show_hatch)
        page.figures.outside_toggled.connect(self.show_outside)
        self.changes.outside_told.connect(self._take_outside)
        self.changes.counted.connect(self._show_case_counts)
        self.of_pair.counted.connect(lambda _counts: self._show_counts())

    def close(self) -> None:
        """Count no more."""
        self.changes.close()
        self.of_pair.close()
        self._lane.close()

    def set_panel(self, panel: DifferencePanel) -> None:
        """Serve the panel of a dock."""
        self._panel = panel
        panel.threshold_changed.connect(lambda value: self._set(threshold=value))
        panel.gain_changed.connect(lambda value: self._set(gain=value))
        panel.channel_chosen.connect(lambda value: self._set(channel=value))
        self._show_options()
        self._show_counts()

    def choose_pair(self, one: str, other: str) -> None:
        """Show and count the difference of two other pictures."""
        self._contents.pictures.set_difference_pair(one, other)
        self._count_pair()
        self._show_counts()

    def _set(self, **changes: object) -> None:
        options = replace(self.changes.options, **changes)  # type: ignore[arg-type]
        self.changes.set_options(options)
        self.of_pair.set_options(options)
        self._contents.pictures.set_difference(options)
        self._show_options()

    # Counting -----------------------------------------------------------------------------

    def _take_case(self) -> None:
        canvases = self._page.triptych
        self.changes.set_case(canvases.case, canvases.document)
        self._count_pair()
        self._show_counts()

    def _pair(self) -> tuple[Pyramid | None, Pyramid | None]:
        """The two pictures that are compared, once they are whole."""
        pictures = self._contents.pictures
        one, other = map(pictures.whole, pictures.difference.pair)
        return one, other

    def _count_pair(self) -> None:
        if self._contents.pictures.difference.is_usual:
            self.of_pair.set_images(None, None, None)
        else:
            self.of_pair.set_images(*self._pair(), self._page.triptych.document)

    # Outside the mask ---------------------------------------------------------------------

    def show_outside(self, shown: bool) -> None:
        """Hatch on the canvases what changed and what no instance covers, or no more."""
        self._page.figures.show_outside(shown)
        self.changes.set_wants_outside(shown)

    def _take_outside(self, outside: Pyramid | None) -> None:
        self._outside = outside
        self._show_hatch()

    def _show_hatch(self) -> None:
        """Hatch the canvases that show the forged image under its mask."""
        for pane, content in zip(self._page.triptych.panes, self._contents.now, strict=True):
            is_meant = content.shows_mask and content.mask == TRUTH and FORGED in content.sources
            outside = self._outside if is_meant and pane.shows_image else None
            pane.canvas.hatch_layer.set_pixels(outside)
            pane.header.hatch_legend.setVisible(outside is not None)

    # Saying it ----------------------------------------------------------------------------

    def _show_options(self) -> None:
        if self._panel is not None:
            options = self.changes.options
            self._panel.show_options(options.threshold, options.gain, options.channel)

    def _show_case_counts(self, counts: ChangedCounts | None) -> None:
        threshold = self.changes.options.threshold
        case = self._page.triptych.case
        is_scaled = case is not None and case.authentic.scaled_from is not None
        self._page.figures.show_changes(
            counts if self._has_mask else None, threshold, is_scaled=is_scaled
        )
        self._show_counts()

    def _show_counts(self) -> None:
        """Say in the dock how much the two pictures differ, or why that is not known."""
        if self._panel is None:
            return
        difference, case = self._contents.pictures.difference, self._page.triptych.case
        shown = self.changes if difference.is_usual else self.of_pair
        self._panel.show_subject(self._subject())
        reason = self._why_uncounted() if self._needs_words() else shown.reason
        if reason:
            self._panel.show_reason(reason)
        elif shown.counts is None:
            self._panel.show_counts(None, None)
        elif not self._has_mask and case is not None and case.mask_reason:
            changed = pixels(shown.counts.changed)
            self._panel.show_reason(f"The mask cannot be read; {changed} changed.")
        else:
            self._panel.show_counts(shown.counts.inside, shown.counts.outside)

    @property
    def _has_mask(self) -> bool:
        """Whether there is one: one that could not be read lies over nothing."""
        document = self._page.triptych.document
        return document is not None and bool(document.instances)

    def _needs_words(self) -> bool:
        case = self._page.triptych.case
        is_usual = self._contents.pictures.difference.is_usual
        return not is_usual or (case is not None and has_two_sizes(case))

    def _why_uncounted(self) -> str:
        lack = self._contents.pictures.lack_of_whole
        reason = next(filter(None, map(lack, self._sources())), "")
        one, other = self._pair()
        if reason or one is None or other is None:
            return reason or COMPUTING
        if differ(one, other):
            return f"The pictures are {sizes_of(one, other)} px: scale one of them to count."
        return ""

    def _sources(self) -> tuple[str, str]:
        return self._contents.pictures.difference.pair

    def _subject(self) -> str:
        """What the numbers are of, where they are not of the two images as they are."""
        case, words = self._page.triptych.case, []
        if not self._contents.pictures.difference.is_usual:
            one, other = (self._contents.name(source) for source in self._sources())
            words.append(f"{one} against {other.lower()}")
        if case is not None and case.authentic.scaled_from is not None:
            words.append("authentic image scaled" if words else "Authentic image scaled")
        return " · ".join(words)
