"""The data set, its images and masks, and what is computed from them: no Qt, no torch."""
