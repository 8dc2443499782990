"""What is seen: canvases, browser and panels, made of QtWidgets and pyqtgraph."""
