"""The demo: a small data set in the competition's layout whose answers are known.

It is made by `forging` from the shipped micrographs and from images by formula, the same set from
the same seed, and has what the real one has: one and several instances, several copies, blots,
tiny and large images, pairs of different mode, forged images without a partner, a figure of several
panels whose id is also that of a train case, and a test image without a mask.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import platformdirs

from forgery_viewer.core import atomic, demo_figure, demo_micrographs, demo_stains
from forgery_viewer.core.errors import DatasetError
from forgery_viewer.core.forging import Duplication, Forgery, Image, centre_of
from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.random_forging import Variation, random_forgery

#: Raised whenever the same seed makes another set; every version has a folder of its own.
DEMO_VERSION = 1
DEMO_SEED = 20251023

_MARKER = "demo.json"
Mode = Literal["RGB", "RGBA", "L"]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is true of one forged image; areas and coverage are those of the union."""

    split: str
    case_id: str
    height: int
    width: int
    instances: int
    area_px: int
    coverage_pct: float


@dataclass(frozen=True, slots=True)
class DemoAnswers:
    """A demo and its answers, one for every mask, in the order of `answers.csv`."""

    root: Path
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    split: Literal["train", "supplemental", "test"]
    case_id: str
    make: Callable[[np.random.Generator], demo_micrographs.Pair]
    forged_mode: Mode = "RGB"
    authentic_mode: Mode | None = "RGB"


def _unlabelled(rng: np.random.Generator) -> demo_micrographs.Pair:
    image = demo_micrographs.crop_of_skin(330, 400, 640, 480)
    return image, random_forgery(image, rng, copies=2, variation=Variation(chance=0.5))


_CASES = (
    _Case("train", "7747", demo_stains.stained_gel, authentic_mode="RGBA"),
    _Case("train", "16572", demo_stains.loading_control, "L", None),
    _Case("train", "18102", demo_stains.grey_nuclei, "L", "L"),
    _Case("train", "18530", demo_stains.strip),
    _Case("train", "20833", demo_micrographs.epidermis),
    _Case("train", "30415", demo_micrographs.horny_layer, "RGBA"),
    _Case("train", "32799", demo_stains.three_proteins),
    _Case("train", "35981", demo_stains.fibroblasts),
    _Case("train", "40616", demo_micrographs.cell, "L", "L"),
    _Case("train", "46763", demo_micrographs.dermis),
    _Case("train", "56764", demo_stains.red_nuclei),
    _Case("train", "58294", demo_micrographs.aneurysm, "L", "L"),
    _Case("train", "59304", demo_micrographs.optic_disc),
    _Case("train", "64375", demo_micrographs.arcade, "L", None),
    _Case("supplemental", "20833", demo_figure.multi_panel, authentic_mode=None),
    _Case("test", "45", _unlabelled, authentic_mode=None),
)


def demo_folder() -> Path:
    """Where the demo of this version lies in the user's data."""
    data = platformdirs.user_data_path("forgery-viewer", appauthor=False)
    return data / "demo" / f"demo-set-{DEMO_VERSION}"


def ensure_demo(folder: Path | None = None) -> Path:
    """The folder of a complete demo, by default `demo_folder()`; made where anything is missing.

    What the program keeps in it, such as the user's corrections, stays as it is.
    Raises DatasetError and OSError as `make_demo` does.
    """
    folder = folder if folder is not None else demo_folder()
    if not is_complete(folder):
        make_demo(folder)
    return folder


def is_complete(folder: Path) -> bool:
    """Whether a folder holds a demo of this version with all its files, as large as they were."""
    marker = _read_marker(folder)
    sizes = marker.get("files")
    if marker.get("version") != DEMO_VERSION or not isinstance(sizes, dict):
        return False
    return all(_size(folder / name) == size for name, size in sizes.items())


def make_demo(folder: Path, seed: int = DEMO_SEED, progress: Progress | None = None) -> DemoAnswers:
    """Write a demo to a folder: the competition's tree, `answers.csv` and `groups.json`.

    `groups.json` names for every case and channel the centre of the source and of each copy, and
    what was done to it. The same seed gives the same files. Every file is written whole or not at
    all; a marker that says so comes last. Files that are no part of the demo are left alone.

    Args:
        folder: An empty folder, one to be made, or one with a demo in it, which is made anew.
        seed: Where all the luck comes from.
        progress: Called with the number of cases made and of all cases, after each.

    Raises:
        DatasetError: The folder holds something else.
        OSError: It cannot be written.
    """
    _claim(folder, seed)
    answers: list[Answer] = []
    groups: dict[str, object] = {}
    written: list[str] = []
    # The time goes into OpenCV, which lets other threads run.
    with ThreadPoolExecutor() as pool:
        forged = pool.map(partial(_forge_case, folder, seed), range(len(_CASES)))
        for number, (case, (forgery, files)) in enumerate(zip(_CASES, forged, strict=True), 1):
            written += files
            if case.split != "test":
                answers.append(_answer(case, forgery))
                name = f"{case.split}/{case.case_id}"
                groups[name] = [_group(one) for one in forgery.duplications]
            if progress is not None:
                progress(number, len(_CASES))
    texts = {
        "answers.csv": _answers_csv(answers),
        "groups.json": json.dumps(groups, indent=1) + "\n",
        "sample_submission.csv": "case_id,annotation\n45,authentic\n",
    }
    for name, text in texts.items():
        atomic.write_bytes(folder / name, text.encode())
    sizes = {name: _size(folder / name) for name in (*written, *texts)}
    _write_marker(folder, {"version": DEMO_VERSION, "seed": seed, "files": sizes})
    return DemoAnswers(folder, tuple(answers))


def _claim(folder: Path, seed: int) -> None:
    """Take a folder for the demo, so that even half a demo can be told from other data."""
    folder.mkdir(parents=True, exist_ok=True)
    others = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    if others and not (folder / _MARKER).is_file():
        raise DatasetError(folder, "holds something else than a demo")
    _write_marker(folder, {"version": DEMO_VERSION, "seed": seed})


def _forge_case(folder: Path, seed: int, number: int) -> tuple[Forgery, list[str]]:
    """Make and write one case; the forgery and the names of its files below the folder."""
    case = _CASES[number]
    # Luck of its own for each, so that none depends on how many came before.
    authentic, forgery = case.make(np.random.default_rng([seed, number]))
    return forgery, _write_case(folder, case, authentic, forgery)


def _write_case(folder: Path, case: _Case, authentic: Image, forgery: Forgery) -> list[str]:
    nested = "/forged" if case.split == "train" else ""
    files = {f"{case.split}_images{nested}/{case.case_id}.png": (forgery.image, case.forged_mode)}
    if case.authentic_mode is not None:
        name = f"train_images/authentic/{case.case_id}.png"
        files[name] = (authentic, case.authentic_mode)
    for name, (image, mode) in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(path, _png(image, mode))
    if case.split == "test":
        return list(files)
    mask = f"{case.split}_masks/{case.case_id}.npy"
    (folder / mask).parent.mkdir(exist_ok=True)
    write_mask(folder / mask, forgery.mask)
    return [*files, mask]


def _png(image: Image, mode: Mode) -> bytes:
    """An RGB image as the bytes of an 8-bit PNG; grey takes its first channel, alpha is 255."""
    if mode == "L":
        pixels = image[..., 0]
    else:
        to_file = cv2.COLOR_RGB2BGRA if mode == "RGBA" else cv2.COLOR_RGB2BGR
        pixels = np.asarray(cv2.cvtColor(image, to_file), np.uint8)
    done, data = cv2.imencode(".png", np.ascontiguousarray(pixels))
    if not done:
        raise RuntimeError("OpenCV cannot write PNG")
    return data.tobytes()


def _answer(case: _Case, forgery: Forgery) -> Answer:
    instances, height, width = forgery.mask.shape
    area_px = int(np.count_nonzero(forgery.mask.any(axis=0)))
    coverage_pct = round(100.0 * area_px / (height * width), 6)
    return Answer(case.split, case.case_id, height, width, instances, area_px, coverage_pct)


def _answers_csv(answers: list[Answer]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(field.name for field in fields(Answer))
    table.writerows(astuple(answer) for answer in answers)
    return text.getvalue()


def _group(duplication: Duplication) -> dict[str, object]:
    copies = [asdict(paste) for paste in duplication.pastes]
    return {"source": list(centre_of(duplication.source)), "copies": copies}


def _write_marker(folder: Path, marker: Mapping[str, object]) -> None:
    atomic.write_bytes(folder / _MARKER, (json.dumps(marker, indent=1) + "\n").encode())


def _read_marker(folder: Path) -> dict[str, object]:
    try:
        marker = json.loads((folder / _MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return marker if isinstance(marker, dict) else {}


def _size(path: Path) -> int:
    """Size in bytes, -1 where there is no such file."""
    try:
        return path.stat().st_size
    except OSError:
        return -1
