"""Figures of a data set's statistics as PNG and SVG, and one HTML page that holds them all."""
