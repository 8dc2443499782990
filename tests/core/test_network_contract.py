"""Contracts of networks are read as they are written, and refused where they cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.network_contract import (
    Contract,
    ContractError,
    NetworkInput,
    NetworkOutput,
    contract_of,
)

WHERE = Path("net.json")


@given(
    st.builds(
        Contract,
        architecture=st.sampled_from(["", "unet", "my.module:make"]),
        arguments=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=4)),
        input=st.builds(
            NetworkInput,
            channels=st.just(3),
            size=st.sampled_from(["native", "multiple-of", "fixed"]),
            resize=st.sampled_from(["stretch", "letterbox", "tile"]),
            overlap=st.floats(0, 0.9),
            range=st.sampled_from(["0-1", "0-255"]),
            mean=st.sampled_from([(), (0.5,), (0.485, 0.456, 0.406)]),
            std=st.sampled_from([(), (0.5,), (0.229, 0.224, 0.225)]),
        ),
        output=st.builds(
            NetworkOutput,
            key=st.sampled_from(["", "logits", "1"]),
            activation=st.sampled_from(["none", "sigmoid", "softmax"]),
            channel=st.integers(0, 5),
        ),
        threshold=st.floats(0, 1),
        least_area_px=st.integers(0, 1000),
        augmentation=st.sampled_from(["none", "flips", "flips-rotations"]),
        half=st.booleans(),
    )
)
def test_what_is_written_is_read(contract: Contract) -> None:
    assert contract_of(contract.text(), WHERE) == contract


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("{", "it is no JSON"),
        ("[1]", "has to be an object"),
        ({"treshold": 0.5}, "treshold is no entry of a contract"),
        ({"threshold": 2}, "threshold has to be from 0.0 to 1.0, not 2"),
        ({"threshold": "0.5"}, "threshold has to be a number, not '0.5'"),
        ({"threshold": True}, "threshold has to be a number"),
        ({"input": {"channels": 0}}, "input.channels has to be from 1"),
        ({"input": {"size": "big"}}, "input.size has to be one of native, multiple-of, fixed"),
        ({"input": {"mean": [1, 2]}}, "input.mean has 2 numbers for 3 channels"),
        ({"input": {"std": [0, 1, 1]}}, "input.std must not be 0"),
        ({"input": {"mean": ["a"]}}, "input.mean has to be a list of numbers"),
        ({"input": 3}, "input. has to be an object"),
        ({"output": {"activation": "relu"}}, "output.activation has to be one of"),
        ({"augmentation": "all"}, "augmentation has to be one of"),
        ({"half": 1}, "half has to be true or false"),
    ],
)
def test_what_cannot_be_is_named(told: object, reason: str) -> None:
    text = told if isinstance(told, str) else json.dumps(told)
    with pytest.raises(ContractError) as error:
        contract_of(text, WHERE)
    assert reason in str(error.value)
    assert "net.json" in str(error.value)
