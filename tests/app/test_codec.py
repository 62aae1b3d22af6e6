"""Knows that Temporal never sees a readable payload, and that what cannot be read says why."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from app.codec import EncryptionCodec, PayloadUnreadable, data_converter

KEY, OTHER = bytes(range(32)), os.urandom(32)
CANARY = "ŹRÓDŁO7f3a"


class Contact(BaseModel):
    name: str


async def encoded(text: str = CANARY) -> Payload:
    (payload,) = await data_converter(KEY).encode([Contact(name=text)])
    return payload


async def decoded(payload: Payload, key: bytes = KEY) -> Contact:
    (contact,) = await data_converter(key).decode([payload], [Contact])
    return contact


@given(st.text())
async def test_what_is_encrypted_comes_back_the_same(text: str):
    assert await decoded(await encoded(text)) == Contact(name=text)


async def test_an_encrypted_payload_shows_neither_its_text_nor_its_type():
    stored = (await encoded()).SerializeToString()
    assert CANARY.encode() not in stored
    assert b"name" not in stored
    assert b"json" not in stored


async def test_the_same_value_is_never_stored_the_same_way():
    assert (await encoded()).data != (await encoded()).data


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 27, 28, -1])
async def test_a_truncated_payload_says_so(length: int):
    payload = await encoded()
    payload.data = payload.data[:length]
    with pytest.raises(PayloadUnreadable, match="truncated or was changed"):
        await decoded(payload)


async def test_a_changed_payload_says_so():
    payload = await encoded()
    payload.data = payload.data[:-1] + bytes([payload.data[-1] ^ 1])
    with pytest.raises(PayloadUnreadable, match="truncated or was changed"):
        await decoded(payload)


async def test_a_lost_key_is_named_and_stays_secret():
    payload = await encoded()
    with pytest.raises(PayloadUnreadable) as refusal:
        await decoded(payload, OTHER)
    assert payload.metadata["encryption-key-id"].decode() in str(refusal.value)
    assert KEY.hex() not in str(refusal.value)
    assert CANARY not in str(refusal.value)


async def test_what_was_written_while_encryption_was_off_stays_readable():
    (plain,) = await data_converter(None).encode([Contact(name=CANARY)])
    assert CANARY in plain.data.decode()
    assert await decoded(plain) == Contact(name=CANARY)


async def test_a_failure_hides_its_message_its_stack_and_its_details():
    failure = Failure()
    try:
        raise ApplicationError(CANARY, Contact(name=CANARY))
    except ApplicationError as error:
        await data_converter(KEY).encode_failure(error, failure)
    assert CANARY.encode() not in failure.SerializeToString()
    assert failure.stack_trace == ""
    back = await data_converter(KEY).decode_failure(failure)
    assert isinstance(back, ApplicationError)
    assert back.message == CANARY


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int):
    with pytest.raises(ValueError, match="32 bytes"):
        EncryptionCodec(bytes(length))
