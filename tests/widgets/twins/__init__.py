"""Tests of the strip of twins."""
