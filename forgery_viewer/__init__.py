"""See, check and correct copy-move forgeries in scientific images and their masks."""

__version__ = "0.1.0"
