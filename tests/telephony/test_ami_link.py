"""Each defect of panoramisk 1.4, shown not to reach the gateway: bytes are played by a fake exchange."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.failures import as_failure
from telephony.ami import Ami, AmiTiming
from telephony.wire import (
    ActionState,
    AmiAddress,
    AmiEvent,
    LinkDown,
    LinkMissing,
    LinkUp,
    LoginRefused,
    NotLeading,
    UnsafeValue,
    checked,
)
from tests.telephony.fake_exchange import Action, Answerer, FakeExchange, Session, obliging

QUICK = AmiTiming(action=0.3, ping=0.1, ping_pause=0.05, retry=0.02, longest_retry=0.1)


@pytest.fixture
async def server() -> AsyncIterator[FakeExchange]:
    async with FakeExchange() as running:
        yield running


@pytest.fixture
async def ami(server: FakeExchange) -> AsyncIterator[Ami]:
    link = Ami(address(server), timing=QUICK)
    await link.connect()
    yield link
    await link.close()


def address(server: FakeExchange) -> AmiAddress:
    return AmiAddress("127.0.0.1", server.port, "gateway-a", "secret")


def silent_for(*names: str) -> Answerer:
    def answer(session: Session, action: Action) -> None:
        if action["Action"] not in names:
            obliging(session, action)

    return answer


async def next_of(ami: Ami, kind: type) -> object:
    async with asyncio.timeout(5):
        while True:
            incoming = await ami.next_event()
            if isinstance(incoming, kind):
                return incoming


@pytest.mark.fault("F16")
@pytest.mark.parametrize("name", ["Originate", "Bridge", "AGI", "Hangup"])
async def test_action_cut_off_by_a_reset_is_unknown_and_never_sent_again(
    server: FakeExchange, ami: Ami, name: str
) -> None:
    def reset(session: Session, action: Action) -> None:
        session.reset() if action["Action"] == name else obliging(session, action)

    server.answer = reset
    reply = await ami.action(name, {"Channel": "x"})
    assert reply.state is ActionState.UNKNOWN
    await next_of(ami, LinkDown)
    await next_of(ami, LinkUp)
    server.sessions[-1].say(Event="FullyBooted", Status="Fully Booted")
    assert (await ami.action("CoreStatus")).ok
    assert [action["Action"] for action in server.actions].count(name) == 1


@pytest.mark.fault("F16")
async def test_action_while_the_link_is_down_is_refused_not_kept(server: FakeExchange, ami: Ami) -> None:
    server.sessions[0].reset()
    await next_of(ami, LinkDown)
    with pytest.raises(LinkMissing):
        await ami.action("Originate", {"Channel": "x"})
    await next_of(ami, LinkUp)
    assert (await ami.action("CoreStatus")).ok
    assert [action["Action"] for action in server.actions] == ["CoreStatus"]


async def test_action_without_an_answer_ends_at_its_deadline_as_unknown(
    server: FakeExchange, ami: Ami
) -> None:
    server.answer = silent_for("Originate")
    async with asyncio.timeout(1):
        assert (await ami.action("Originate", {"Channel": "x"})).state is ActionState.UNKNOWN


async def test_answer_after_the_deadline_disturbs_nobody(server: FakeExchange, ami: Ami) -> None:
    server.answer = silent_for("Hangup")
    await ami.action("Hangup", {"Channel": "x"})
    server.sessions[0].success(server.actions[0])
    assert (await ami.action("CoreStatus")).ok


async def test_agi_command_is_resolved_by_its_own_execution(server: FakeExchange, ami: Ami) -> None:
    def execute(session: Session, action: Action) -> None:
        obliging(session, action)
        if action["Action"] == "AGI":
            session.say(
                Event="AsyncAGIExec", Channel="other", CommandID="somebody-elses", Result="200 result=9"
            )
            said = {"CommandID": action["CommandID"], "Result": "200%20result%3D0"}
            session.say(Event="AsyncAGIExec", Channel="a", **said)

    server.answer = execute
    reply = await ami.agi("a", "GOSUB block answer 1 1", deadline=1)
    assert reply.fields["result"] == "200 result=0"
    heard = [await next_of(ami, AmiEvent) for _ in range(2)]
    assert [getattr(one, "name", "") for one in heard] == ["AsyncAGIExec", "AsyncAGIExec"]


@pytest.mark.parametrize("event", ["Hangup", "AsyncAGIEnd"])
async def test_agi_command_ends_at_once_when_its_channel_is_gone(
    server: FakeExchange, ami: Ami, event: str
) -> None:
    def leave(session: Session, action: Action) -> None:
        obliging(session, action)
        if action["Action"] == "AGI":
            session.say(Event=event, Channel="b")
            session.say(Event=event, Channel="a")

    server.answer = leave
    async with asyncio.timeout(1):
        assert (await ami.agi("a", "GOSUB block answer 1 1", deadline=60)).state is ActionState.ERROR


async def test_refused_list_and_refused_agi_end_at_once(server: FakeExchange, ami: Ami) -> None:
    def refuse(session: Session, action: Action) -> None:
        if action["Action"] in {"Login", "Ping"}:
            return obliging(session, action)
        return session.say(Response="Error", ActionID=action["ActionID"], Message="No")

    server.answer = refuse
    assert (await ami.listing("CoreShowChannels")).message == "No"
    assert (await ami.agi("a", "X", deadline=5)).message == "No"


async def test_rows_of_a_list_are_its_answer_and_not_events(server: FakeExchange, ami: Ami) -> None:
    def rows(session: Session, action: Action) -> None:
        session.success(action, EventList="start", Message="Channels will follow")
        if action["Action"] == "CoreShowChannels":
            own = action["ActionID"]
            session.raw(f"Event: CoreShowChannel\r\nActionID: {own}\r\nUniqueid: 1.1\r\n".encode())
            session.raw(b"ChanVariable: CC_N=3\r\nChanVariable: CC_B=3:run\r\n\r\n")
            session.say(Event="CoreShowChannelsComplete", EventList="Complete", ActionID=own, ListItems="1")

    server.answer = rows
    reply = await ami.listing("CoreShowChannels")
    assert reply.rows[0].variables == {"CC_N": "3", "CC_B": "3:run"}
    await next_of(ami, LinkUp)
    assert ami.waiting == 0


async def test_events_that_belong_to_an_action_are_passed_on(server: FakeExchange, ami: Ami) -> None:
    def early(session: Session, action: Action) -> None:
        if action["Action"] == "Originate":
            session.say(
                Event="OriginateResponse", ActionID=action["ActionID"], Response="Failure", Reason="5"
            )
        obliging(session, action)

    server.answer = early
    assert (await ami.action("Originate", {"Channel": "x"})).ok
    event = await next_of(ami, AmiEvent)
    assert isinstance(event, AmiEvent)
    assert (event.name, event.get("reason")) == ("OriginateResponse", "5")


async def test_letters_split_over_two_reads_stay_whole(server: FakeExchange) -> None:
    ami = Ami(address(server), timing=AmiTiming(ping_pause=60))
    await ami.connect()
    assert (await ami.action("CoreStatus")).ok
    await server.until(lambda: any(one["Action"] == "Ping" for one in server.sessions[0].actions))
    for byte in "Event: Newchannel\r\nCallerIDName: Łukasz Żółć\r\n\r\n".encode():
        server.sessions[0].raw(bytes([byte]))
        await asyncio.sleep(0.001)  # so that each byte is a read of its own
    event = await next_of(ami, AmiEvent)
    assert isinstance(event, AmiEvent)
    assert event.get("CallerIDName") == "Łukasz Żółć"
    await ami.close()


async def test_bytes_that_are_no_letters_do_not_close_the_link(server: FakeExchange, ami: Ami) -> None:
    server.sessions[0].raw(b"Event: Odd\r\nNoColon\r\nA: \xff\xfe\r\nResult: %zz\r\n\r\n\r\n\r\n")
    event = await next_of(ami, AmiEvent)
    assert isinstance(event, AmiEvent)
    assert event.name == "Odd"
    assert (await ami.action("CoreStatus")).ok


async def test_events_come_in_the_order_of_the_exchange(server: FakeExchange, ami: Ami) -> None:
    for number in range(500):
        server.sessions[0].say(Event="Newstate", Uniqueid=str(number))
    heard = [await next_of(ami, AmiEvent) for _ in range(500)]
    assert [one.get("Uniqueid") for one in heard if isinstance(one, AmiEvent)] == [str(n) for n in range(500)]


@pytest.mark.fault("F18")
async def test_frozen_exchange_is_noticed_by_unanswered_pings(server: FakeExchange, ami: Ami) -> None:
    server.answer = silent_for("Ping")
    down = await next_of(ami, LinkDown)
    assert isinstance(down, LinkDown)
    assert "does not answer" in down.reason
    server.answer = obliging
    await next_of(ami, LinkUp)
    assert len(server.sessions) >= 2


async def test_one_late_ping_is_no_reason_to_cut_the_link(server: FakeExchange, ami: Ami) -> None:
    lost: list[Action] = []

    def forgetful(session: Session, action: Action) -> None:
        if action["Action"] == "Ping" and not lost:
            lost.append(action)
        else:
            obliging(session, action)

    server.answer = forgetful
    await server.until(
        lambda: len([one for one in server.sessions[0].actions if one["Action"] == "Ping"]) > 3
    )
    assert ami.connected
    assert len(server.sessions) == 1


async def test_wrong_password_is_one_clear_error(server: FakeExchange) -> None:
    server.answer = lambda session, action: session.say(
        Response="Error", ActionID=action["ActionID"], Message="Authentication failed"
    )
    ami = Ami(address(server), timing=QUICK)
    with pytest.raises(LoginRefused, match=r"gateway-a: Authentication failed\. Check"):
        await ami.connect()
    await ami.close()
    assert len(server.sessions) == 1


async def test_password_changed_meanwhile_is_told_and_tried_with_growing_pauses(
    server: FakeExchange, ami: Ami
) -> None:
    server.answer = lambda session, action: session.say(
        Response="Error", ActionID=action["ActionID"], Message="Authentication failed"
    )
    server.sessions[0].reset()
    reasons = [getattr(await next_of(ami, LinkDown), "reason", "") for _ in range(3)]
    assert "Authentication failed" in reasons[-1]
    server.answer = obliging
    await next_of(ami, LinkUp)
    assert (await ami.action("CoreStatus")).ok


async def test_exchange_that_is_not_there_is_a_clear_error() -> None:
    async with FakeExchange() as gone:
        port = gone.port
    ami = Ami(AmiAddress("127.0.0.1", port, "gateway-a", "secret"), timing=QUICK)
    with pytest.raises(LinkMissing, match=f"127.0.0.1:{port} does not answer"):
        await ami.connect()
    await ami.close()


@pytest.mark.fault("F19")
async def test_gateway_that_leads_no_more_may_look_but_not_act(server: FakeExchange) -> None:
    leads = [True]
    ami = Ami(address(server), fence=lambda: leads[0], timing=QUICK)
    await ami.connect()
    assert (await ami.action("Hangup", {"Channel": "x"})).ok
    leads[0] = False
    for name in ("Originate", "Hangup", "Bridge", "Setvar", "AGI", "Redirect"):
        with pytest.raises(NotLeading):
            await ami.action(name, {"Channel": "x"})
    assert (await ami.action("CoreStatus")).ok
    await ami.close()
    assert [action["Action"] for action in server.actions] == ["Hangup", "CoreStatus"]


def test_order_that_reached_a_gateway_without_leadership_is_tried_again() -> None:
    assert not as_failure(NotLeading()).non_retryable


@pytest.mark.parametrize(
    "value", ["Jan\nAction: Command", "a\rb", "a\0b", "a\x1fb", "\x7f", "a\u2028b", "x" * 1001]
)
async def test_value_that_could_end_its_line_is_refused_and_nothing_is_written(
    server: FakeExchange, ami: Ami, value: str
) -> None:
    with pytest.raises(UnsafeValue):
        await ami.action("Originate", {"Channel": "x", "CallerID": value})
    with pytest.raises(UnsafeValue):
        await ami.action("Originate", {"Variable": ("CC_CALL=1", value)})
    with pytest.raises(UnsafeValue):
        await ami.action("Originate", {value: "x"})
    assert (await ami.action("CoreStatus")).ok
    assert [action["Action"] for action in server.actions] == ["CoreStatus"]


@given(key=st.text(max_size=45), value=st.text(max_size=1100))
def test_no_text_at_all_becomes_a_second_line(key: str, value: str) -> None:
    try:
        safe = checked({key: value})
    except UnsafeValue:
        return
    assert safe == {key: value}
    assert len(f"{key}: {value}".splitlines()) == 1
