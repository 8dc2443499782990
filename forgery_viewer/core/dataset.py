"""A data set: the folder tree of the competition, and the index made from it.

`list_dataset` is quick and opens no image; `read_details` reads the files of some rows and
`Index.with_details` takes them in; `scan` does both for all rows.
"""

from forgery_viewer.core.details import read_details
from forgery_viewer.core.index import Details, Index
from forgery_viewer.core.listing import list_dataset
from forgery_viewer.core.records import (
    AUTHENTIC,
    FORGED,
    LABELS,
    SPLITS,
    SUPPLEMENTAL,
    TEST,
    TRAIN,
    UNLABELLED,
    Finding,
    Record,
    RecordKey,
)
from forgery_viewer.core.scanning import scan

__all__ = [
    "AUTHENTIC",
    "FORGED",
    "LABELS",
    "SPLITS",
    "SUPPLEMENTAL",
    "TEST",
    "TRAIN",
    "UNLABELLED",
    "Details",
    "Finding",
    "Index",
    "Record",
    "RecordKey",
    "list_dataset",
    "read_details",
    "scan",
]
