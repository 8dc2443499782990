"""Tests of the forensic views."""
