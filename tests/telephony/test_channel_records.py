"""What Asterisk wrote while nobody of ours listened."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.outcomes import Outcome
from telephony.gateway.channel_records import ChannelRecords

_DETAILS = '"{""hangupcause"":%d,""hangupsource"":"""",""dialstatus"":""""}"'
LOG = "\n".join(
    [
        '"CHAN_START","1795312035.983","17.0","17.0","",""',
        '"CHAN_START","1795312037.347","cc-busy","cc-busy","",""',
        '"HANGUP","1795312039.625","cc-busy","cc-busy","",' + _DETAILS % 17,
        '"ANSWER","1795312039.700","cc-left","cc-left","",""',
        '"HANGUP","1795312041.750","cc-left","cc-left","unhandled",' + _DETAILS % 16,
        '"ANSWER","1795312039.900","cc-machine","cc-machine","",""',
        '"HANGUP","1795312041.900","cc-machine","cc-machine","machine",' + _DETAILS % 16,
        '"ANSWER","1795312039.950","cc-fax","cc-fax","",""',
        '"HANGUP","1795312041.950","cc-fax","cc-fax","fax",' + _DETAILS % 16,
        '"HANGUP","1795312042.000","cc-odd","cc-odd","","no json"',
        "",
    ]
)


def records(folder: Path) -> ChannelRecords:
    file = folder / "cel.csv"
    file.write_text(LOG, encoding="utf-8")
    return ChannelRecords(file)


def test_dialled_customer_who_was_busy_is_busy(tmp_path: Path) -> None:
    record = records(tmp_path).find("cc-busy")
    assert record is not None
    assert (record.outcome, record.cause) == (Outcome.BUSY, 17)
    assert record.ended_at == datetime.fromtimestamp(1795312039.625, UTC)


def test_dialled_customer_who_answered_while_nobody_led_is_unhandled(tmp_path: Path) -> None:
    record = records(tmp_path).find("cc-left")
    assert record is not None
    assert record.outcome is Outcome.UNHANDLED


@pytest.mark.parametrize("outcome", [Outcome.MACHINE, Outcome.FAX])
def test_machine_that_the_dialplan_hung_up_is_what_it_noted(tmp_path: Path, outcome: Outcome) -> None:
    record = records(tmp_path).find(f"cc-{outcome}")
    assert record is not None
    assert record.outcome is outcome


def test_channel_that_has_not_ended_has_no_record(tmp_path: Path) -> None:
    assert records(tmp_path).find("17.0") is None
    assert ChannelRecords(tmp_path / "absent.csv").find("17.0") is None


def test_record_with_unreadable_details_still_tells_that_it_ended(tmp_path: Path) -> None:
    record = records(tmp_path).find("cc-odd")
    assert record is not None
    assert record.cause == 0
