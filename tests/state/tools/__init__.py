"""Tests of forgery_viewer.state.tools."""
