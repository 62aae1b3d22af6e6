"""Knows how text messages reach a real message centre, and what is known of them when the link breaks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any

import pytest
import smpp34
from fakes.message_center import Center, message_center
from fakes.receipts import Receipts

from domain.errors import Unavailable
from messaging.networks import Reach
from messaging.sms.gateways import ADAPTERS, gateway
from messaging.sms.smpp import Kept, Smpp, SmppService
from messaging.sms.smpp_receipts import receipt
from messaging.sms.sms import Sms
from messaging.transports import Accepted, Doubtful, Postponed, Refused
from messaging.web import WebClient

WEB = WebClient([ip_network("127.0.0.0/8")])
HELLO = Sms("Centralka", "+48500100200", "Dzien dobry [1]")
KEY = "case-1/2/info/0"
UNBIND = 6


async def reveal(name: str) -> str:
    return "haslo" * (3 if name == "long" else 1)


@asynccontextmanager
async def linked(center: Center, receipts: Receipts | None = None, **options: Any) -> AsyncIterator[Smpp]:
    given = {
        "adapter": "smpp",
        "host": "127.0.0.1",
        "port": center.port,
        "system_id": "centralka",
        "password": "secret://smpp",
        "senders": ["Centralka"],
        "sender": "Centralka",
        "pause": 0.01,
        "answer_limit": 2,
        **options,
    }
    kept = Kept("centrala", receipts or Receipts())
    gate = gateway(ADAPTERS["smpp"].model_validate(given), reveal, WEB, kept)
    assert isinstance(gate, Smpp)
    try:
        yield gate
    finally:
        await gate.aclose()


async def test_a_short_text_is_one_message():
    async with message_center() as center, linked(center) as gate:
        assert await gate.transmit(KEY, HELLO) == Accepted("id-1")
        (taken,) = center.taken
        assert (taken.short_message, taken.data_coding, taken.esm_class) == (b"Dzien dobry \x1b<1\x1b>", 0, 0)
        assert (taken.source_addr, taken.source_addr_ton) == ("Centralka", 5)
        assert (taken.destination_addr, taken.dest_addr_ton, taken.dest_addr_npi) == ("48500100200", 1, 1)


@pytest.mark.parametrize(
    ("sender", "address", "kind"),
    [("+48221234567", "48221234567", 1), ("7055", "7055", 3), ("A 1", "A 1", 5)],
)
async def test_the_sender_is_a_number_or_a_name(sender: str, address: str, kind: int):
    async with message_center() as center, linked(center) as gate:
        await gate.transmit(KEY, Sms(sender, "+48500100200", "Hej"))
        assert (center.taken[0].source_addr, center.taken[0].source_addr_ton) == (address, kind)


@pytest.mark.parametrize(("text", "coding", "parts"), [("aż" * 100, 8, 3), ("ab€" * 100, 0, 3)])
async def test_a_long_text_arrives_in_parts_that_a_phone_can_join(text: str, coding: int, parts: int):
    async with message_center() as center, linked(center) as gate:
        assert await gate.transmit(KEY, Sms("Centralka", "+48500100200", text)) == Accepted("id-1")
        headers = [taken.short_message[:6] for taken in center.taken]
        joined = b"".join(taken.short_message[6:] for taken in center.taken)
        assert {(taken.data_coding, taken.esm_class) for taken in center.taken} == {(coding, 0x40)}
    assert [(*header[:3], header[4], header[5]) for header in headers] == [
        (5, 0, 3, parts, number) for number in range(1, parts + 1)
    ]
    assert len({header[3] for header in headers}) == 1
    assert joined == (text.encode("utf-16-be") if coding else text.encode().replace("€".encode(), b"\x1be"))


async def test_messages_share_one_link():
    async with message_center() as center, linked(center) as gate:
        for key in ("a", "b", "c"):
            assert isinstance(await gate.transmit(key, HELLO), Accepted)
        assert center.wire.links == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (smpp34.ESME_RTHROTTLED, Postponed),
        (smpp34.ESME_RMSGQFUL, Postponed),
        (smpp34.ESME_RINVSRCADR, Postponed),
        (smpp34.ESME_RINVDSTADR, Refused),
    ],
)
async def test_a_centre_says_why_not(status: int, kind: type):
    async with message_center() as center, linked(center) as gate:
        center.statuses = [status]
        assert isinstance(await gate.transmit(KEY, HELLO), kind)
        assert isinstance(await gate.transmit(KEY, HELLO), Accepted)
        assert len(center.taken) == 1


@pytest.mark.parametrize(("options", "kind"), [({}, Refused), ({"postponed": [0x411]}, Postponed)])
async def test_a_status_of_the_centres_own_is_understood(options: dict[str, Any], kind: type):
    async with message_center() as center, linked(center, **options) as gate:
        center.wire.lie_at_submit(0x411)
        answer = await gate.transmit(KEY, HELLO)
        assert (type(answer), "0x00000411" in str(answer)) == (kind, True)


LONG = Sms("Centralka", "+48500100200", "a" * 400)


async def test_a_text_that_was_begun_waits_for_a_throttled_centre():
    async with message_center() as center, linked(center) as gate:
        center.statuses = [0, *[smpp34.ESME_RTHROTTLED] * 3]
        assert isinstance(await gate.transmit(KEY, LONG), Accepted)
        assert [taken.short_message[5] for taken in center.taken] == [1, 2, 3]


@pytest.mark.parametrize(
    ("status", "kind"), [(smpp34.ESME_RTHROTTLED, Doubtful), (smpp34.ESME_RINVDSTADR, Refused)]
)
async def test_a_text_that_cannot_be_finished_is_not_begun_again(status: int, kind: type):
    async with message_center() as center, linked(center) as gate:
        center.statuses = [0, *[status] * 50]
        answer = await gate.transmit(KEY, LONG)
        assert (type(answer), "part 2 of 3" in str(answer)) == (kind, True)


async def test_a_text_that_takes_too_long_is_left_in_doubt():
    async with message_center() as center, linked(center, answer_limit=0.1, pause=0.2) as gate:
        center.statuses = [0, *[smpp34.ESME_RTHROTTLED] * 50]
        assert await gate.transmit(KEY, LONG) == Doubtful("timeout")


async def test_a_link_that_breaks_before_the_answer_leaves_a_doubt_and_a_new_link_comes():
    async with message_center() as center, linked(center) as gate:
        center.wire.cut_after_submit = True
        assert isinstance(await gate.transmit(KEY, HELLO), Doubtful)
        assert isinstance(await gate.transmit("other", HELLO), Accepted)
        assert (center.wire.links, len(center.taken)) == (2, 2)


async def test_an_answer_that_does_not_come_leaves_a_doubt():
    async with message_center() as center, linked(center, answer_limit=0.2) as gate:
        assert isinstance(await gate.transmit("first", HELLO), Accepted)
        center.wire.is_silent = True
        assert isinstance(await gate.transmit(KEY, HELLO), Doubtful)
        center.wire.is_silent = False
        assert isinstance(await gate.transmit("third", HELLO), Accepted)


@pytest.mark.parametrize(
    ("state", "became"), [("DELIVRD", Accepted), ("ENROUTE", Accepted), ("UNDELIV", Refused)]
)
async def test_a_receipt_says_what_became_of_a_message_in_doubt(state: str, became: type):
    async with message_center() as center, linked(center) as gate:
        center.wire.cut_after_submit = True
        assert isinstance(await gate.transmit(KEY, HELLO), Doubtful)
        await center.until(lambda: not center.esmes)
        assert isinstance(await gate.transmit("other", Sms("Centralka", "+48500100201", "Hej")), Accepted)
        center.taken.pop()
        await center.receipt(state)
        found = await gate.find(KEY, HELLO)
        assert (type(found), state in str(found)) == (became, True)


async def test_a_receipt_that_another_worker_heard_says_what_became_of_a_message():
    receipts = Receipts()
    async with message_center() as center:
        async with linked(center, receipts) as gate:
            center.wire.cut_after_submit = True
            assert isinstance(await gate.transmit(KEY, HELLO), Doubtful)
            await center.until(lambda: not center.esmes)
        async with linked(center, receipts) as other:
            assert isinstance(
                await other.transmit("other", Sms("Centralka", "+48500100201", "Hej")), Accepted
            )
            center.taken.pop()
            await center.receipt("UNDELIV")
            await center.until(lambda: bool(receipts.kept))
        async with linked(center, receipts) as third:
            assert await third.find(KEY, HELLO) == Refused("id-1 UNDELIV")


async def test_a_receipt_that_cannot_be_kept_is_to_be_told_again():
    receipts = Receipts()
    receipts.away = 1
    async with message_center() as center, linked(center, receipts, answer_limit=0.2) as gate:
        assert isinstance(await gate.transmit(KEY, HELLO), Accepted)
        await center.receipt("DELIVRD")
        await center.until(lambda: not receipts.away)
        assert await gate.find(KEY, HELLO) is None
        await center.receipt("DELIVRD")
        assert await gate.find(KEY, HELLO) == Accepted("id-1 DELIVRD")


async def test_without_a_receipt_nothing_is_known():
    async with message_center() as center, linked(center, answer_limit=0.2) as gate:
        assert await gate.find(KEY, HELLO) is None


async def test_an_idle_link_is_kept_alive():
    async with message_center() as center, linked(center, enquire_every=0.1) as gate:
        await gate.transmit(KEY, HELLO)
        await center.until(lambda: center.wire.enquiries >= 3)
        assert isinstance(await gate.transmit("b", HELLO), Accepted)
        assert center.wire.links == 1


async def test_a_link_that_nobody_uses_is_given_back():
    async with message_center() as center, linked(center, enquire_every=0.1, kept=0.1) as gate:
        await gate.transmit(KEY, HELLO)
        await center.until(lambda: UNBIND in center.wire.seen and not center.esmes)
        assert isinstance(await gate.transmit("b", HELLO), Accepted)


async def test_a_centre_that_says_good_bye_is_called_again():
    async with message_center() as center, linked(center) as gate:
        await gate.transmit(KEY, HELLO)
        (esme,) = center.esmes.values()
        await esme.unbind()
        await center.until(lambda: not center.esmes)
        assert isinstance(await gate.transmit("b", HELLO), Accepted)
        assert center.wire.links == 2


async def test_a_centre_that_no_longer_answers_is_left():
    async with message_center() as center, linked(center, enquire_every=0.1, answer_limit=0.1) as gate:
        await gate.transmit(KEY, HELLO)
        center.wire.is_silent = True
        await center.until(lambda: not center.esmes)
        center.wire.is_silent = False
        assert isinstance(await gate.transmit("b", HELLO), Accepted)
        assert center.wire.links == 2


async def test_a_centre_that_does_not_let_us_in_leaves_the_message_for_later():
    async with message_center() as center, linked(center) as gate:
        center.wire.lie_at_bind(0x0E)
        assert await gate.transmit(KEY, HELLO) == Postponed("bind 0x0000000E", ours=True)
        assert isinstance(await gate.transmit(KEY, HELLO), Accepted)


PERSON = smpp34.DeliverSm("48500100200", "Centralka", b"Dziekuje", sequence_number=7).encode()
ALERT = b"".join(value.to_bytes(4) for value in (16, 0x102, 0, 8))


async def test_what_else_a_centre_says_is_answered_and_does_no_harm():
    async with message_center() as center, linked(center) as gate:
        await gate.transmit(KEY, HELLO)
        for said, answer in ((PERSON, 0x80000005), (ALERT, 0x80000000)):
            center.wire.say(said)
            await center.until(lambda answer=answer: answer in center.wire.seen)
        assert isinstance(await gate.transmit("b", HELLO), Accepted)
        assert center.wire.links == 1


async def test_a_centre_that_talks_nonsense_is_left():
    async with message_center() as center, linked(center) as gate:
        await gate.transmit(KEY, HELLO)
        center.wire.say(b"\xff" * 64)
        await center.until(lambda: not center.esmes)
        assert isinstance(await gate.transmit("b", HELLO), Accepted)
        assert center.wire.links == 2


async def test_a_host_that_has_no_address_leaves_the_message_for_later():
    async with message_center() as center, linked(center, host="nowhere.invalid") as gate:
        assert await gate.transmit(KEY, HELLO) == Postponed("host_unknown")


async def test_a_password_that_smpp_has_no_room_for_is_named():
    async with message_center() as center, linked(center, password="secret://long") as gate:
        assert await gate.transmit(KEY, HELLO) == Postponed("password", ours=True)


async def test_a_centre_that_cannot_be_reached_leaves_the_message_for_later():
    async with message_center() as center, linked(center) as gate:
        pass
    assert isinstance(await gate.transmit(KEY, HELLO), Postponed)
    with pytest.raises(Unavailable):
        await gate.find(KEY, HELLO)


async def test_a_centre_inside_our_network_is_never_called():
    service = SmppService(
        adapter="smpp",
        host="127.0.0.1",
        system_id="centralka",
        password="secret://smpp",
        senders=("A",),
        sender="A",
    )
    assert await Smpp(service, reveal, Reach(), Kept("centrala", Receipts())).transmit(KEY, HELLO) == Refused(
        "url_not_public"
    )


@pytest.mark.parametrize("pdu", [b"", b"\0" * 16, b"\0" * 20, b"\0" * 30, b"\0" * 40, bytes(range(256))])
def test_what_is_no_receipt_is_left_alone(pdu: bytes):
    assert receipt(pdu) is None


def test_a_receipt_is_read_from_its_parameters_alone():
    tlvs = [
        smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, b"id-9\0"),
        smpp34.Tlv(smpp34.TLV_MESSAGE_STATE, b"\x02"),
        smpp34.Tlv(smpp34.TLV_USER_MESSAGE_REFERENCE, b"\x01\x02"),
    ]
    pdu = smpp34.DeliverSm("48500100200", "Centralka", b"", esm_class=4, tlvs=tlvs).encode()
    found = receipt(pdu)
    assert found is not None
    assert (found.message_id, found.state, found.sender, found.reference) == (
        "id-9",
        "DELIVRD",
        "48500100200",
        258,
    )
