"""Puts state and widgets together: the application, the main window and its actions."""
