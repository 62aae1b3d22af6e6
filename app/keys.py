"""Knows the secrets that an installation generates for itself and keeps for its owner alone."""

import base64
import secrets
from pathlib import Path


def codec_key(state: Path, given: str | None) -> bytes:
    """The 32 bytes for Temporal's payloads: as given in base64, else generated once and kept."""
    text = given or installation_secret(state, "codec")
    key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(key) != 32:
        message = f"the codec key has {len(key)} bytes instead of 32; leave it out and one is generated"
        raise ValueError(message)
    return key


def installation_secret(state: Path, name: str) -> str:
    """The secret of that name (43 URL-safe characters); the first who asks generates it, all get the same."""
    file = state / "keys" / name
    if not file.exists():
        _generate(file)
    return file.read_text(encoding="ascii").strip()


def _generate(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mine = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    mine.touch(mode=0o600)
    mine.write_text(secrets.token_urlsafe(32) + "\n", encoding="ascii")
    try:
        # A link, unlike a rename, never replaces the secret of a process that was faster.
        file.hardlink_to(mine)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
