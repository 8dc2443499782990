"""The tools that change a mask: what a gesture of pointer and keys means, and what it shows.

A tool takes `Pointer`s, shows what it is about to do as a `Sketch` and in a `Preview`, and hands a
finished gesture to the `Desk`, which makes one undo step of it. Nothing here needs a window.
"""
