"""Networks that users bring: told apart, trusted, loaded and run in a process of their own."""

AUTOMATIC = "auto"
"""In place of the key of a device: the fastest that there is."""
