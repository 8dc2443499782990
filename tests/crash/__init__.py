"""The real program, killed at any moment."""
