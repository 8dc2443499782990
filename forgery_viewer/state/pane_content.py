"""What a pane shows: one picture of the case, perhaps another one with it, the mask, and how."""

from __future__ import annotations

from dataclasses import dataclass, field

from forgery_viewer.core.tones import Tones

AUTHENTIC, FORGED, DIFFERENCE, TRUTH = "authentic", "forged", "difference", "truth"
FILTERED_AUTHENTIC, FILTERED_FORGED = "filtered:authentic", "filtered:forged"

HEAT, ERRORS, PREDICTION = "heat", "errors", "prediction"
SECOND_HEAT, SECOND_ERRORS, SECOND_PREDICTION = "heat:2", "errors:2", "prediction:2"

PREDICTED = {
    HEAT: (HEAT, 0),
    ERRORS: (ERRORS, 0),
    PREDICTION: (PREDICTION, 0),
    SECOND_HEAT: (HEAT, 1),
    SECOND_ERRORS: (ERRORS, 1),
    SECOND_PREDICTION: (PREDICTION, 1),
}
"""Pictures of predictions: what they show, and of which predictor, the chosen or the second one."""

SOURCES = (
    AUTHENTIC,
    FORGED,
    DIFFERENCE,
    TRUTH,
    FILTERED_AUTHENTIC,
    FILTERED_FORGED,
    *PREDICTED,
)
"""Every picture of a case that there can be."""

MASKS = (TRUTH, PREDICTION, SECOND_PREDICTION)
"""Every mask that can lie over a picture."""

FILTERED = {FILTERED_AUTHENTIC: AUTHENTIC, FILTERED_FORGED: FORGED}
"""The image that a filtered picture is made of."""

CURTAIN, BLINK, BLEND, SIDE = "curtain", "blink", "blend", "side"
MODES = (CURTAIN, BLINK, BLEND, SIDE)
"""How two pictures are compared: the first three share a canvas, the last one has one for each."""

TITLES = {
    AUTHENTIC: "Authentic",
    FORGED: "Forged",
    DIFFERENCE: "Difference",
    TRUTH: "Truth",
    HEAT: "Heat map",
    ERRORS: "Error map",
    PREDICTION: "Prediction",
    SECOND_HEAT: "Second heat map",
    SECOND_ERRORS: "Second error map",
    SECOND_PREDICTION: "Second prediction",
}


@dataclass(frozen=True, slots=True)
class PaneContent:
    """One pane's picture and what goes with it.

    Attributes:
        source: One of SOURCES.
        shows_mask: Whether the mask lies over it.
        second: The picture it is compared with on the same canvas, "" for none.
        mode: How they share the canvas: CURTAIN, BLINK or BLEND; "" without a second one.
        tones: Brightness, contrast and the like.
        mask: Which mask that is: one of MASKS.
    """

    source: str
    shows_mask: bool = False
    second: str = ""
    mode: str = ""
    tones: Tones = field(default_factory=Tones)
    mask: str = TRUTH

    def __post_init__(self) -> None:
        if self.source not in SOURCES or self.second not in ("", *SOURCES):
            raise ValueError(f"no picture {self.source!r} with {self.second!r}")
        if self.mask not in MASKS:
            raise ValueError(f"no mask {self.mask!r}")
        if bool(self.second) != bool(self.mode):
            raise ValueError("a second picture and the way to compare it go together")

    @property
    def sources(self) -> tuple[str, ...]:
        """The pictures that it takes."""
        return (self.source, self.second) if self.second else (self.source,)


def first_contents() -> tuple[PaneContent, ...]:
    """What the four panes of the review show at first; only the first three are always seen."""
    return (
        PaneContent(AUTHENTIC),
        PaneContent(FORGED),
        PaneContent(FORGED, shows_mask=True),
        PaneContent(DIFFERENCE),
    )


def predict_contents() -> tuple[PaneContent, ...]:
    """What the four panes of the Predict page show at first."""
    return (
        PaneContent(HEAT, shows_mask=True, mask=PREDICTION),
        PaneContent(ERRORS, shows_mask=True, mask=PREDICTION),
        PaneContent(FORGED, shows_mask=True),
        PaneContent(FORGED, shows_mask=True, mask=PREDICTION),
    )


def both_contents() -> tuple[PaneContent, ...]:
    """The same with two predictors side by side: the chosen one at the left."""
    return (
        PaneContent(HEAT, shows_mask=True, mask=PREDICTION),
        PaneContent(SECOND_HEAT, shows_mask=True, mask=SECOND_PREDICTION),
        PaneContent(ERRORS, shows_mask=True, mask=PREDICTION),
        PaneContent(SECOND_ERRORS, shows_mask=True, mask=SECOND_PREDICTION),
    )


def blinking_contents() -> tuple[PaneContent, ...]:
    """The same with each predictor in the place of the other, in turns."""
    return (
        PaneContent(HEAT, second=SECOND_HEAT, mode=BLINK),
        PaneContent(ERRORS, second=SECOND_ERRORS, mode=BLINK),
        PaneContent(FORGED, shows_mask=True),
        PaneContent(PREDICTION, second=SECOND_PREDICTION, mode=BLINK),
    )


def title_of(content: PaneContent, *, subject: str, view: str) -> tuple[str, str]:
    """The title of a pane and the words beside it.

    `subject` is what the image with the mask is called, `view` the forensic view's title.
    """
    names = [name_of(source, subject=subject, view=view) for source in content.sources]
    if content.second:
        between = " | " if content.mode == CURTAIN else " and "
        return content.mode.capitalize(), between.join(names).lower()
    if content.shows_mask and content.source == FORGED:
        return ("Overlay", "") if content.mask == TRUTH else (TITLES[content.mask], "")
    if content.shows_mask and content.mask == TRUTH:
        return names[0], "with mask"
    return names[0], ""


def name_of(source: str, *, subject: str, view: str) -> str:
    """What a picture is called."""
    base = FILTERED.get(source)
    if base is not None:
        of = subject if base == FORGED else TITLES[base]
        return f"{view or 'Filtered'} of {of.lower()}"
    return subject if source == FORGED else TITLES[source]
