"""Tests of forgery_viewer.predictors.copy_move."""
