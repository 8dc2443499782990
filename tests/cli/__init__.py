"""Tests of forgery_viewer.cli."""
