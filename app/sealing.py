"""Knows how secrets lie in the database: encrypted (AES-256-GCM) with a key of their own, each bound to its name."""

import os
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import Unavailable

_NONCE = 12
_PURPOSE = b"centralka secrets of services"


class SecretUnreadable(Unavailable):
    """The secret {name} was sealed with another key. Restore this installation's codec key, or store it anew."""

    code: ClassVar[str] = "secret_unreadable"
    message_pl: ClassVar[str] = (
        "Sekret {name} zapieczętowano innym kluczem. Przywróć klucz tej instalacji albo zapisz sekret na nowo."
    )


class InstallationSeal:
    """Seals with a key that follows from the installation's; Temporal's payloads and secrets never share one."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(HKDF(SHA256(), 32, None, _PURPOSE).derive(key))

    def closed(self, name: str, text: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), name.encode())

    def opened(self, name: str, sealed: bytes) -> str:
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode()).decode()
        except InvalidTag:
            raise SecretUnreadable(name=name) from None
