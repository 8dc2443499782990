"""What the window shows and edits, as Qt objects that need no window: QtCore and QtGui only."""
