"""What the gestures of the mask's tools cover: brushes, outlines, fills, wand and limits.

Each function says which pixels a gesture covers, as `Mark`s (a box and a bool for each of its
pixels), and changes nothing itself. Points are (x, y) in image coordinates, where pixel (row r,
column c) is the square [c, c + 1) x [r, r + 1). Everything only reads, keeps no state, and may be
called from any thread; time and memory go with what is covered, not with the size of the image.
"""
