"""`python -m forgery_viewer` is the `forgery-viewer` command."""

from forgery_viewer.cli import main

if __name__ == "__main__":
    main()
