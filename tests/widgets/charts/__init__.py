"""Tests of forgery_viewer.widgets.charts."""
