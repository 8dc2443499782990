"""The predictor `copy-move`: finds in one image what was copied within it, with no weights.

Keypoints are matched against each other and against their mirrored selves (`keypoints`,
`matching`), matches that agree on one transform are gathered (`models`), each transform is verified
pixel by pixel (`verification`), and what belongs together becomes instances (`grouping`).
"""
