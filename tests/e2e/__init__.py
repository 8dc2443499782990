"""User stories, told through the real window and the real command line."""
