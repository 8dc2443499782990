"""Tests of what the tools of the mask's editor cover."""
