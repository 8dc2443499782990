"""Source and copies of one instance side by side, for the eye to compare."""
