"""The dock of the Compare page."""
