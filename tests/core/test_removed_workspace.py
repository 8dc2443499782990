"""Where a workspace was, nothing is written: its drive may be plugged in again over it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.audit.findings import AuditReport
from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.kept_audit import KeptAudit, stamps_of
from forgery_viewer.core.listing import list_dataset
from forgery_viewer.core.prediction import Prediction
from forgery_viewer.core.prediction_store import PredictionStore
from forgery_viewer.core.scan_cache import CACHE_FOLDER, ChannelCache, DetailsCache
from forgery_viewer.core.scanning import read_all, read_all_channels
from forgery_viewer.core.workspace import Workspace
from tests.core.building import write_case


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    write_case(tmp_path / "set", "1")
    # What was changed a moment ago may change again within the same time, and is not kept.
    for file in (tmp_path / "set").rglob("*.*"):
        os.utime(file, (1, 1))
    return Workspace.open(tmp_path / "set", tmp_path / "drive")


def test_nothing_is_written_where_it_was(workspace: Workspace, tmp_path: Path) -> None:
    index = list_dataset(workspace.dataset_root)
    details, channels = DetailsCache(workspace), ChannelCache(workspace)
    audit, predictions = KeptAudit(workspace), PredictionStore(workspace)
    workspace.root.rename(tmp_path / "unplugged")
    workspace.root.mkdir()

    read_all_channels(read_all(index, cache=details), cache=channels)
    audit.store(stamps_of(workspace), AuditReport((), rows=len(index)))
    with pytest.raises(WorkspaceError, match="is not there any more"):
        predictions.save("mine 1", "0", Prediction(np.zeros((2, 2), np.float32)))
    assert list(workspace.root.iterdir()) == []

    workspace.root.rmdir()
    (tmp_path / "unplugged").rename(workspace.root)
    audit.store(stamps_of(workspace), AuditReport((), rows=len(index)))
    read_all_channels(read_all(index, cache=DetailsCache(workspace)), cache=ChannelCache(workspace))
    predictions.save("mine 1", "0", Prediction(np.zeros((2, 2), np.float32)))
    assert predictions.has("mine 1", "0")
    assert audit.path.is_file()
    assert {"details", "channels"} <= {
        file.name for file in (workspace.root / CACHE_FOLDER).iterdir()
    }
