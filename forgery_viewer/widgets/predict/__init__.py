"""The panels of the Predict page."""
