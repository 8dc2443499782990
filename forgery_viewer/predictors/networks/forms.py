"""Which form a network's file has, told from its bytes before any loader touches it."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from enum import Enum
from pathlib import Path

from forgery_viewer.core.prediction import PredictionError

_ZIP, _PICKLE = b"PK\x03\x04", b"\x80"
_LARGEST_HEADER_BYTES = 100 << 20


class Form(Enum):
    """A form of network files."""

    SAFETENSORS = "safetensors"
    """Weights alone, which cannot hold code."""
    WEIGHTS = "state dict"
    """What `torch.save` writes: weights, read without unpickling anything else."""
    TORCHSCRIPT = "TorchScript"
    EXPORTED = "torch.export"
    ONNX = "ONNX"

    @property
    def needs_trust(self) -> bool:
        """Whether loading it can execute what is in the file."""
        return self in (Form.TORCHSCRIPT, Form.EXPORTED)

    @property
    def needs_architecture(self) -> bool:
        """Whether it holds weights alone, for a network that has to be declared."""
        return self in (Form.SAFETENSORS, Form.WEIGHTS)


def form_of(data: bytes, path: Path) -> Form:
    """The form of a file's content.

    The three forms of torch are all zip archives, which differ by their members.

    Raises:
        PredictionError: It is none of the forms.
    """
    if data[:4] == _ZIP:
        return _form_of_archive(data, path)
    if _is_safetensors(data):
        return Form.SAFETENSORS
    if data[:1] == _PICKLE:
        # What torch.save wrote before 1.6, or a bare pickle: read as weights alone or not at all.
        return Form.WEIGHTS
    if path.suffix.lower() == ".onnx" or _is_onnx(data):
        return Form.ONNX
    raise PredictionError(
        path,
        "is no network: neither safetensors, nor what torch.save, torch.jit.save or "
        "torch.export.save write, nor ONNX",
    )


def _form_of_archive(data: bytes, path: Path) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise PredictionError(path, f"is a damaged archive ({error})") from error
    inner = {name.partition("/")[2] for name in names}
    if "models/model.json" in inner or "serialized_exported_program.json" in names:
        return Form.EXPORTED
    if any(name.startswith("code/") for name in inner) or "constants.pkl" in inner:
        return Form.TORCHSCRIPT
    if "data.pkl" in inner or "data.pkl" in names:
        return Form.WEIGHTS
    if any(name.endswith("archive_format") for name in names):
        return Form.EXPORTED
    raise PredictionError(path, "is an archive, and none of a network")


def _is_safetensors(data: bytes) -> bool:
    if len(data) < 10:
        return False
    (length,) = struct.unpack("<Q", data[:8])
    if not 2 <= length <= min(len(data) - 8, _LARGEST_HEADER_BYTES):
        return False
    return data[8:9] == b"{"


def safetensors_metadata(data: bytes) -> dict[str, str]:
    """What the head of a safetensors file says beside the weights; {} where that is nothing."""
    (length,) = struct.unpack("<Q", data[:8])
    try:
        told = json.loads(data[8 : 8 + length]).get("__metadata__", {})
    except (ValueError, AttributeError, RecursionError):
        # No head at all, or one that is nested without end: safetensors says so when it loads.
        return {}
    return {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {}


def _is_onnx(data: bytes) -> bool:
    # A ModelProto begins with its field 1, the version of the format, as a small number.
    return len(data) > 4 and data[0] == 0x08 and 0 < data[1] < 0x40
