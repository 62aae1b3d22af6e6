"""The catalogue of recordings: what is planned with a leg is settled once, or forgotten with a leg that met nobody."""

import pytest
from office import Office

from db import tables as t
from db.recordings import RecordingBook
from domain.outcomes import OfferOutcome
from domain.recordings import Sound

SOUND = Sound(12.5, 200_044, "a" * 64)


async def _records(office: Office, mode: str) -> RecordingBook:
    campaign = await office.get(t.Campaign, office.campaign)
    fields = {"umowa": {"in_file_name": True}, "phone": {"in_file_name": True}}
    document = {**campaign.document, "recording": {"mode": mode}, "fields": fields}
    await office.set(t.Campaign, office.campaign, document=document, etag=campaign.etag + 1)
    return RecordingBook(office.database)


async def test_recorded_talk_is_settled_once_it_is_over_and_bears_the_values_of_its_record(office: Office):
    book = await _records(office, "all")
    await office.hire()
    await office.new_case(umowa="Łódź/7")
    call, offer = await office.talk()
    assert await book.ended("node1") == []
    office.clock.forward(seconds=12.5)
    await office.hang_up(call)
    (ended,) = await book.ended("node1")
    assert (ended.recording_id, ended.ended_at, ended.talked) == (offer.leg_id, office.clock.now, True)
    assert await book.ended("node2") == []
    for _ in range(2):
        await book.kept(offer.leg_id, SOUND)
    assert await book.ended("node1") == []
    row = await office.get(t.Recording, offer.leg_id)
    assert row.name == f"2026-11-23-100000_windykacja_48600100200_Lodz-7_48600100200_{call}.wav"
    assert (row.state, row.seconds, row.size, row.sha256) == ("kept", 12.5, 200_044, "a" * 64)


async def test_leg_that_met_nobody_leaves_no_recording(office: Office):
    book = await _records(office, "inbound")
    await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    await office.connect(call, offer, OfferOutcome.EXPIRED)
    (ended,) = await book.ended("node1")
    assert not ended.talked
    for _ in range(2):
        await book.forget(offer.leg_id)
    assert await office.all(t.Recording) == []


async def test_talk_without_a_file_is_told_as_missing(office: Office):
    book = await _records(office, "all")
    await office.hire()
    call, offer = await office.talk()
    await office.hang_up(call)
    await book.missing(offer.leg_id)
    assert (await office.get(t.Recording, offer.leg_id)).state == "missing"
    assert await book.ended("node1") == []


@pytest.mark.parametrize("mode", ["none", "outbound"])
async def test_talk_that_the_campaign_does_not_record_is_not_planned(office: Office, mode: str):
    await _records(office, mode)
    await office.hire()
    await office.talk()
    assert await office.all(t.Recording) == []
