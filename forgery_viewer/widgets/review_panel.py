"""What was decided about the case on show, and what to decide."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forgery_viewer.core.review import ReviewMark, Standing, Verdict
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, Choice, IconLabel, hint_text
from forgery_viewer.widgets.compare.fitting_segments import FittingSegments
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.note_field import NoteField
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.state_icons import REVIEW_ICONS
from forgery_viewer.widgets.text_button import TextButton
from forgery_viewer.widgets.theme import text_font, theme_of

_MARGIN_PX = 10
_GAP_PX = 8
_CHOICES = (
    Choice(Verdict.OPEN, "Open", use="Still to be looked at"),
    Choice(Verdict.APPROVED, "Approved", use="The mask is right as it is"),
    Choice(Verdict.NEEDS_WORK, "Needs work", use="Somebody has to correct the mask"),
)
_HINTS = (
    ("Skip", "Ctrl+Space", "Leave the case undecided, and go to the next one"),
    ("Approve and next", "Ctrl+Enter", "The mask is right: go to the next case to review"),
)


@dataclass(frozen=True, slots=True)
class CaseReview:
    """What the panel shows.

    Attributes:
        verdict: What was decided last, on the disk or not.
        note: What was noted last.
        mark: What is on the disk of it.
        is_kept: Whether all of it is on the disk.
    """

    verdict: Verdict
    note: str
    mark: ReviewMark
    is_kept: bool = True


class ReviewPanel(Section):
    """Three verdicts, a note, and the two ways to the next case."""

    verdict_chosen = Signal(str)
    note_written = Signal(str)
    approve_asked = Signal()
    skip_asked = Signal()
    left = Signal()
    """The keyboard may go back to the canvases."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Review", parent)
        self.verdicts = FittingSegments("Verdict", _CHOICES)
        self.note = NoteField()
        self.skip = TextButton("Skip")
        self.approve = TextButton("Approve and next", primary=True)
        self._told_icon = IconLabel("circle-dashed", "3", size_px=SMALL_ICON_PX)
        self._told = ElidedLabel()
        self._told.setFont(text_font(11))
        self._told.setProperty("tone", "2")
        self._told_row = QWidget()
        self._lay_out()
        self.verdicts.chosen.connect(self.verdict_chosen)
        self.note.finished.connect(self.note_written)
        self.note.left.connect(self.left)
        self.approve.clicked.connect(self.approve_asked)
        self.skip.clicked.connect(self.skip_asked)
        self.show_none("No image chosen.")

    @property
    def told(self) -> str:
        """What is said of the decision that holds, "" for nothing."""
        return "" if self._told_row.isHidden() else self._told.text()

    def show_review(self, review: CaseReview) -> None:
        """Show where the case on show stands."""
        # An approval that holds no longer can be chosen again.
        is_over = review.is_kept and review.mark.standing is Standing.EDITED_SINCE
        if review.verdict is Verdict.SKIPPED or is_over:
            self.verdicts.clear_choice()
        else:
            self.verdicts.set_choice(review.verdict)
        self.note.show_note(review.note)
        mark = review.mark
        if not review.is_kept:
            self._tell("circle-dot", "accent", "Not written yet\N{HORIZONTAL ELLIPSIS}")
        elif mark.standing in (Standing.NONE, Standing.OPEN) and not mark.told:
            self._told_row.hide()
        else:
            edited = mark.standing is Standing.EDITED_SINCE
            words = f"{mark.told}; edited since" if edited else mark.told
            self._tell(*REVIEW_ICONS[mark.standing], words, mark.standing.words)
        self.block("")

    def show_none(self, reason: str) -> None:
        """Show that nothing can be decided here, and why."""
        self.verdicts.set_choice(Verdict.OPEN)
        self.note.show_note("")
        self._told_row.hide()
        self.block(reason)

    def block(self, reason: str) -> None:
        """Let nothing be decided, and say why; an empty reason allows it again."""
        for choice in _CHOICES:
            self.verdicts.block(choice.key, reason)
        for button in (self.skip, self.approve):
            self._allow(button, reason)
        self.note.setReadOnly(bool(reason))
        self.note.setEnabled(not reason or bool(self.note.text()))

    def block_approval(self, reason: str) -> None:
        """Let nothing be approved, and say why; an empty reason allows it again."""
        self.verdicts.block(Verdict.APPROVED, reason)
        self._allow(self.approve, reason)

    def _allow(self, button: TextButton, reason: str) -> None:
        button.setEnabled(not reason)
        name, keys, use = _HINTS[button is self.approve]
        button.setToolTip(hint_text(theme_of(self), name, keys, reason or use))

    def _tell(self, icon_name: str, tone: str, words: str, shorter: str = "") -> None:
        self._told_icon.set_icon(icon_name, tone)
        self._told.set_texts(words, shorter or words)
        self._told_row.show()

    def _lay_out(self) -> None:
        told = QHBoxLayout(self._told_row)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(6)
        told.addWidget(self._told_icon)
        told.addWidget(self._told, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(_GAP_PX)
        buttons.addWidget(self.skip)
        buttons.addWidget(self.approve, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(_GAP_PX)
        column.addWidget(self.verdicts)
        column.addWidget(self._told_row)
        column.addWidget(self.note)
        column.addLayout(buttons)
        self.set_content(body)
