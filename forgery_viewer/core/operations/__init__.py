"""What is done to instances: operations with parameters, moves, and changes of their number.

`operating.operate` gives an operation's changes as edits, `operating.combine` those of a boolean of
two instances. `proposals` makes regions of what changed. Everything only reads the mask: the edits
are for whoever owns it. All of it may be called from any thread, as long as nobody changes the mask
meanwhile, and works on the box around an instance.
"""
