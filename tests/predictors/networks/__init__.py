"""Tests of networks that users bring."""
