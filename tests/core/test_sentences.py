"""What is wrong with a file reads as a sentence, whatever file it is."""

from __future__ import annotations

import pytest

from forgery_viewer.core.sentences import named_sentences, sentence


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("is cut off in its header", "The mask is cut off in its header."),
        ("the mask is missing", "The mask is missing."),
        ("mask is 3 x 4, image is 4 x 3", "The mask is 3 x 4, image is 4 x 3."),
        ("instance 2 is empty", "Instance 2 is empty."),
        ("instances 1, 3 are empty", "Instances 1, 3 are empty."),
    ],
)
def test_reasons_become_sentences(reason: str, told: str) -> None:
    assert sentence(reason, "mask") == told


def test_each_trouble_of_a_record_is_told_of_its_file() -> None:
    problem = (
        "train_masks/1.npy: the mask is missing; forged/1.png: is cut off; "
        "forged/1.png: is 4 x 5, its authentic partner 4 x 6"
    )
    assert named_sentences(problem) == [
        ("train_masks/1.npy", "The mask is missing."),
        ("forged/1.png", "The image file is cut off."),
        ("forged/1.png", "The forged image is 4 x 5, its authentic partner 4 x 6."),
    ]
    assert named_sentences("") == []
    assert named_sentences("something else") == [("something else", "something else.")]
