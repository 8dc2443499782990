"""Who uses the program, where it writes down who did something."""

import getpass
from contextlib import suppress


def user_name() -> str:
    """The user's name on this computer; "" where they have none, as in a container."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""
