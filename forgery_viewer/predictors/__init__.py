"""Predictors: what turns an image into a `core.prediction.Prediction`.

`registry` finds one by its name. Nothing here imports torch but what runs in a worker process, so
that whatever a network does cannot hurt the program that asks.
"""
