"""Twins: which region of an instance is the source, and how its copies came out of it.

`twins.find_twins` finds it for one instance, `matching.find_transform` for two regions. `patches`
lays a copy on its source to look at both. Everything only reads, keeps no state, and may be called
from any thread.
"""
