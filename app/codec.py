"""Knows how payloads are encrypted before Temporal sees them (AES-256-GCM) and read again."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    EncodingPayloadConverter,
    PayloadCodec,
)

from domain.errors import Invalid

_UNREADABLE, _REASON = b"binary/unreadable", "reason"
_ENCODING = b"binary/encrypted"
_KEY_ID = "encryption-key-id"
_NONCE = 12


class PayloadUnreadable(Invalid):
    """A payload cannot be decrypted: {reason}. Check the codec key of this installation."""

    code: ClassVar[str] = "payload_unreadable"
    message_pl: ClassVar[str] = (
        "Nie można odszyfrować danych: {reason}. Sprawdź klucz szyfrowania tej instalacji."
    )


class EncryptionCodec(PayloadCodec):
    """Encrypts every payload with one key; what was written while encryption was off stays readable."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            message = f"the key must have 32 bytes, not {len(key)}"
            raise ValueError(message)
        self._cipher = AESGCM(key)
        self._key_id = hashlib.sha256(b"centralka codec key id" + key).hexdigest()[:16].encode()

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self._encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            self._decrypted(payload) if payload.metadata.get("encoding") == _ENCODING else payload
            for payload in payloads
        ]

    def _encrypted(self, payload: Payload) -> Payload:
        nonce = os.urandom(_NONCE)
        secret = self._cipher.encrypt(nonce, payload.SerializeToString(), self._key_id)
        return Payload(metadata={"encoding": _ENCODING, _KEY_ID: self._key_id}, data=nonce + secret)

    def _decrypted(self, payload: Payload) -> Payload:
        key_id = payload.metadata.get(_KEY_ID, b"")
        if key_id != self._key_id:
            named = key_id.decode("ascii", "replace")
            raise PayloadUnreadable(reason=f"it was encrypted with the key {named}")
        try:
            plain = self._cipher.decrypt(payload.data[:_NONCE], payload.data[_NONCE:], key_id)
            return Payload.FromString(plain)
        except (InvalidTag, ValueError, DecodeError):
            raise PayloadUnreadable(reason="it is truncated or was changed") from None


class ForgivingCodec(EncryptionCodec):
    """Lets who needs an unreadable payload fail, and nothing else.

    An error here would fail the whole workflow task, again and again: one poisoned signal would stop its workflow."""

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [payload for each in payloads for payload in await self._decoded(each)]

    async def _decoded(self, payload: Payload) -> list[Payload]:
        try:
            return await super().decode([payload])
        except PayloadUnreadable as problem:
            return [
                Payload(metadata={"encoding": _UNREADABLE, _REASON: str(problem.data["reason"]).encode()})
            ]


class _Unreadable(EncodingPayloadConverter):
    @property
    def encoding(self) -> str:
        return _UNREADABLE.decode()

    def to_payload(self, value: Any) -> Payload | None:
        return None

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        raise PayloadUnreadable(reason=payload.metadata[_REASON].decode())


class ForgivingConverter(PydanticPayloadConverter):
    """Pydantic values; an unreadable payload says why it is."""

    def __init__(self) -> None:
        super().__init__()
        self.converters = {**self.converters, _UNREADABLE: _Unreadable()}


def data_converter(key: bytes | None) -> DataConverter:
    """Pydantic values, encrypted with `key`, failure messages and stack traces included; None: readable."""
    if key is None:
        return pydantic_data_converter
    return replace(
        pydantic_data_converter,
        payload_converter_class=ForgivingConverter,
        payload_codec=ForgivingCodec(key),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
