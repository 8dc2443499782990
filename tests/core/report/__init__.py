"""Tests of forgery_viewer.core.report."""
