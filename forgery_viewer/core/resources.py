"""Where the pictures, icons and texts that ship with the program lie."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries the folder inside the package, a checkout beside it.
_FOLDERS = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def resource(name: str) -> Path:
    """The path of one shipped file or folder, such as `icons` or `base_images/cell.png`.

    Raises FileNotFoundError where neither an installed package nor a checkout holds it.
    """
    for folder in _FOLDERS:
        path = folder / name
        if path.exists():
            return path
    looked_in = " or ".join(str(folder) for folder in _FOLDERS)
    raise FileNotFoundError(f"{name} is missing from {looked_in}: the installation is incomplete")
