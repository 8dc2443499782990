"""Forensic views: pictures made from an image that show what the eye cannot see in it.

`catalogue.VIEWS` lists them, `view.compute` makes one, or the part of it that is on the screen.
They are to look at and never decide anything: each says what it shows and when it misleads.
"""
