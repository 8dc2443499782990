"""Which actions were chosen last from the palette, which offers them first."""

from __future__ import annotations

import json

from forgery_viewer.state.preferences import RECENT_ACTIONS, Preferences

MOST = 6


class RecentActions:
    """Keys of actions, the one chosen last first."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    @property
    def keys(self) -> tuple[str, ...]:
        """At most six keys; some may be of actions that there are no more."""
        try:
            told = json.loads(self._preferences.get(RECENT_ACTIONS))
        except ValueError:
            return ()
        keys = [key for key in told if isinstance(key, str)] if isinstance(told, list) else []
        return tuple(dict.fromkeys(keys))[:MOST]

    def add(self, key: str) -> None:
        """Note that an action was chosen."""
        keys = (key, *(other for other in self.keys if other != key))
        self._preferences.set(RECENT_ACTIONS, json.dumps(keys[:MOST]))
