"""Scores: predictions against the truth, of one image and of whole data sets.

`comparison.Comparison` compares two masks, `live.LiveComparison` keeps up with one that is painted,
`advice.advise` says what to drop and merge, and `dataset_scores.score_dataset` does it for all
cases of a data set.
"""
