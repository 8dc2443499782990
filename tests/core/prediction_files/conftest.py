"""A data set whose case ids are shared by pairs and by splits."""

from __future__ import annotations

from pathlib import Path

import pytest

from forgery_viewer.core.dataset import Index, RecordKey, list_dataset
from tests.core.building import noise, write_case, write_image

SIZE = (20, 30)


def key(name: str) -> RecordKey:
    return RecordKey(*name.split("/"))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Pairs 1 and 2, forged 3 alone, 2 and 9 in supplemental as well, and 45 to be tested."""
    root = tmp_path / "set"
    for case_id in ("1", "2"):
        write_case(root, case_id, size=SIZE)
    write_case(root, "3", size=SIZE, authentic=False)
    for case_id in ("2", "9"):
        write_case(root, case_id, size=SIZE, split="supplemental")
    write_image(root / "test_images/45.png", noise(*SIZE))
    return list_dataset(root)
