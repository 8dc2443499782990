"""Tests of forgery_viewer.state.charts."""
