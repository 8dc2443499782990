"""Finished predictions as files: a submission, or a folder of masks and probability maps.

`opening.open_predictions` takes either and lists what it has; nothing is decoded before it is asked
for, and whatever cannot be read is told with its reason while the rest goes on.
"""
