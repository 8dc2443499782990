"""Small images of the kinds that a forensic view meets, made for a test."""

import io

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from forgery_viewer.core.edits import Box
from forgery_viewer.core.forensics.parameters import Parameter, Value
from forgery_viewer.core.forensics.view import ForensicView
from forgery_viewer.core.opencv import cv2
from tests.core.building import noise

Pixels = NDArray[np.uint8]


def texture(height: int, width: int, seed: int = 0) -> Pixels:
    """RGB clouds with grain, as a micrograph has them."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(20, 236, (height // 8 + 2, width // 8 + 2, 3)).astype(np.uint8)
    clouds = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float64)
    grain = rng.normal(0, 4, (height, width, 3))
    return np.clip(np.rint(clouds + grain), 0, 255).astype(np.uint8)


def saved_by_pillow(image: Pixels, quality: int, subsampling: int = 0) -> Pixels:
    """An image saved as JPEG and read again, without anything of ours."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality, subsampling=subsampling)
    with Image.open(file) as back:
        return np.array(back.convert("RGB"), np.uint8)


def images(most_px: int = 90) -> st.SearchStrategy[Pixels]:
    """RGB images down to one pixel: noise, texture, one colour, grey, and thin strips."""
    side = st.one_of(st.integers(1, most_px), st.just(1), st.integers(1, 20))
    return st.builds(_image, st.sampled_from(_KINDS), side, side, st.integers(0, 99))


_KINDS = ("noise", "texture", "flat", "grey", "two levels")


def _image(kind: str, height: int, width: int, seed: int) -> Pixels:
    if kind == "texture":
        return texture(height, width, seed)
    if kind == "flat":
        return np.full((height, width, 3), (seed, 2 * seed, 255 - seed), np.uint8)
    if kind == "grey":
        return np.repeat(texture(height, width, seed)[..., :1], 3, axis=2)
    if kind == "two levels":
        return np.asarray((noise(height, width, seed=seed) & 1) + seed, np.uint8)
    return noise(height, width, seed=seed)


def values_for(view: ForensicView) -> st.SearchStrategy[dict[str, Value]]:
    """Any values that a view can be set to."""
    return st.fixed_dictionaries({p.key: _values_of(p) for p in view.parameters})


def _values_of(parameter: Parameter) -> st.SearchStrategy[Value]:
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    return st.floats(parameter.least, parameter.most).map(parameter.clamp)


@st.composite
def boxes(draw: st.DrawFn, height: int, width: int) -> Box:
    """A box with at least a pixel in an image."""
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    return top, left, draw(st.integers(top + 1, height)), draw(st.integers(left + 1, width))
