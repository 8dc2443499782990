"""The pictures that were computed, as far as each has come, and why others were not."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Hashable
from dataclasses import dataclass

from forgery_viewer.core.pyramid import Pyramid

CACHE_BYTES = 208 * 2**20
"""Computed pictures kept; those on show are kept in any case."""

STOPPED = "Stopped before there was anything to show."
ONLY_A_PART = "Stopped: there is only a part of the picture."
STOPPED_NOTE, COMING_NOTE = "stopped: only a part", "a part, computing…"

Key = tuple[Hashable, ...]
"""The case, the source and all that the picture depends on."""


@dataclass(frozen=True, slots=True)
class _Kept:
    pyramid: Pyramid
    is_whole: bool


class KeptPictures:
    """Never takes a part of a picture for the whole: each is kept with how far it has come.

    Attributes:
        stopped: What somebody stopped, so that it is not whole.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._failed: dict[Key, str] = {}
        self.stopped: set[Key] = set()

    def get(self, key: Key) -> Pyramid | None:
        """The picture, or what there is of it."""
        kept = self._kept.get(key)
        return kept.pyramid if kept is not None else None

    def whole(self, key: Key) -> Pyramid | None:
        """The picture where there is all of it."""
        kept = self._kept.get(key)
        return kept.pyramid if kept is not None and kept.is_whole else None

    def failure(self, key: Key) -> str:
        """Why nothing of the picture is there, "" where nothing went wrong."""
        return self._failed.get(key, "")

    def part_note(self, key: Key) -> str:
        """Why there is only a part of the picture; "" where it is whole, or not there at all."""
        kept = self._kept.get(key)
        if kept is None or kept.is_whole:
            return ""
        return STOPPED_NOTE if key in self.stopped else COMING_NOTE

    def is_settled(self, key: Key) -> bool:
        """Whether nothing of it is to be computed: it is whole, or was stopped."""
        return self.whole(key) is not None or key in self.stopped

    def keep(self, key: Key, pyramid: Pyramid, shown: Collection[Key], *, is_whole: bool) -> None:
        """Keep a picture, or what there is of it, and those on show; of others the newest."""
        self._kept[key] = _Kept(pyramid, is_whole)
        self._kept.move_to_end(key)
        held = sum(kept.pyramid.size_bytes for kept in self._kept.values())
        for other in list(self._kept):
            if held <= CACHE_BYTES:
                break
            if other != key and other not in shown:
                held -= self._kept.pop(other).pyramid.size_bytes
                self.stopped.discard(other)

    def fail(self, key: Key, reason: str) -> None:
        """Say why there is no such picture."""
        self._failed[key] = reason

    def stop(self, key: Key) -> None:
        """It will not be whole until it is asked for again."""
        self.stopped.add(key)
        if key not in self._kept:
            self._failed[key] = STOPPED

    def go_on(self) -> None:
        """What failed or was stopped may be computed anew; parts stay until then."""
        self._failed.clear()
        self.stopped.clear()

    def forget_part(self, key: Key) -> None:
        """Drop a picture that is not whole: there is none to come back to."""
        if self.whole(key) is None:
            self._kept.pop(key, None)

    def forget_case(self, case: Hashable) -> None:
        """Drop all pictures of a case."""
        for known in (self._kept, self._failed):
            for key in [key for key in known if key[0] == case]:
                del known[key]
        self.stopped = {key for key in self.stopped if key[0] != case}

    def clear(self) -> None:
        """Drop all of them."""
        self._kept.clear()
        self._failed.clear()
        self.stopped.clear()
