"""Block commands hold numbers and paths only; what a channel remembers of a block is read back."""

from datetime import timedelta

import pytest

from domain.ids import CallId, LegId
from telephony import legs
from telephony.blocks import Answer, BlockMemory, BlockStatus, Play, Read, block_command, read_memory
from telephony.wire import UnsafeValue

PROMPT = "/var/lib/centralka/x/prompts/0123abcd"


@pytest.mark.parametrize(
    ("block", "command"),
    [
        (Answer(), "GOSUB block answer 1 7"),
        (Play((PROMPT,)), f"GOSUB block play 1 7,{PROMPT}"),
        (
            Read((PROMPT, PROMPT), 4, timedelta(seconds=2.5)),
            f"GOSUB block read 1 7,{PROMPT}&{PROMPT},4,2.500",
        ),
    ],
)
def test_block_is_one_agi_command(block: Answer | Play | Read, command: str) -> None:
    assert block_command(7, block) == command


@pytest.mark.parametrize(
    "prompt", ['a" "b', "/a,b", "/a&b", "/a b", "/a\nb", "a", "/a/../b", "/${EVIL}", "/a|b"]
)
def test_prompt_that_could_be_more_than_a_path_is_refused(prompt: str) -> None:
    with pytest.raises(UnsafeValue):
        block_command(1, Play((prompt,)))


@pytest.mark.parametrize(
    ("cc_b", "memory"),
    [
        ("", None),
        ("unhandled", None),
        ("last-resort", None),
        ("7:run", BlockMemory(7)),
        ("7:done:OK:5", BlockMemory(7, BlockStatus.OK, "5")),
        ("7:done:OK:", BlockMemory(7, BlockStatus.OK)),
        ("7:done:OK:D", BlockMemory(7, BlockStatus.CUT)),
        ("7:done:TIMEOUT:12", BlockMemory(7, BlockStatus.TIMEOUT, "12")),
        ("7:done:SUCCESS:", BlockMemory(7, BlockStatus.OK)),
        ("7:done:ERROR:", BlockMemory(7, BlockStatus.FAILED)),
        ("7:done::", BlockMemory(7, BlockStatus.FAILED)),
    ],
)
def test_memory_of_a_channel_is_read(cc_b: str, memory: BlockMemory | None) -> None:
    assert read_memory(cc_b) == memory


class NoLink:
    """An exchange that must not be reached."""

    async def action(self, *_: object) -> None:
        raise AssertionError


@pytest.mark.parametrize(
    "ring",
    [
        legs.Ring(LegId("x"), CallId("c" * 32), legs.Phone("anna"), timedelta(1)),
        legs.Ring(LegId("e" * 32), CallId("c,FILE(/etc/passwd)=1"), legs.Phone("anna"), timedelta(1)),
        legs.Ring(LegId("e" * 32), CallId("c" * 32), legs.Phone("anna&PJSIP/0048"), timedelta(1)),
        legs.Ring(LegId("e" * 32), CallId("c" * 32), legs.Line("48&PJSIP/1", "world"), timedelta(1)),
        legs.Ring(LegId("e" * 32), CallId("c" * 32), legs.Line("48501", "world@x"), timedelta(1)),
        legs.Ring(LegId("e" * 32), CallId("c" * 32), legs.Line("48501", "world"), timedelta(1), "Jan <1>"),
    ],
)
async def test_leg_that_names_more_than_ids_phones_and_numbers_is_refused(ring: legs.Ring) -> None:
    with pytest.raises(UnsafeValue):
        await legs.originate(NoLink(), ring)  # pyright: ignore[reportArgumentType]
