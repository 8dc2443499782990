"""Tests of forgery_viewer.app."""
