"""Tests of what is done to instances."""
