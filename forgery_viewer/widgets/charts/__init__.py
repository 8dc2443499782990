"""Charts: drawn in pyqtgraph's scene, chosen from with mouse and keys."""
