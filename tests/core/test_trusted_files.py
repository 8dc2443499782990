"""What is trusted is a content, until that is revoked."""

from __future__ import annotations

from pathlib import Path

import pytest

from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.trusted_files import TrustedFiles, sha256_of


def test_a_content_is_trusted_until_it_is_revoked(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "trusted.json"
    trusted = TrustedFiles(file)
    one, other = sha256_of(b"one"), sha256_of(b"other")
    assert not trusted.holds(one)
    trusted.trust(one, "net.pt")
    trusted.trust(one, "again.pt")
    trusted.trust(other, "other.pt")
    again = TrustedFiles(file)
    assert again.holds(one)
    assert sorted(entry.name for entry in again.all()) == ["net.pt", "other.pt"]
    assert again.revoke(one)
    assert not again.revoke(one)
    assert not TrustedFiles(file).holds(one)
    assert TrustedFiles(file).holds(other)


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b'[{"sha256": 1}]', b'{"a": 2}'])
def test_a_damaged_list_trusts_nothing(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "trusted.json"
    file.write_bytes(damage)
    assert TrustedFiles(file).all() == ()


def test_a_list_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_bytes(b"")
    trusted = TrustedFiles(tmp_path / "in the way" / "trusted.json")
    with pytest.raises(WorkspaceError, match=r"trusted\.json"):
        trusted.trust(sha256_of(b""), "x")
