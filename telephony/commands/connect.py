"""Knows the order `connect`: an agent's phone rings once, who answers is bridged with the caller, until one leaves."""

from domain.calls import Command, CommandResult
from domain.outcomes import OfferOutcome
from telephony.commands.decision import Connect, Decision, Done, HangUp, Leg, Ring, Talk, View, Wait

_BY_CAUSE = {
    17: OfferOutcome.REJECTED,
    21: OfferOutcome.REJECTED,
    18: OfferOutcome.EXPIRED,
    19: OfferOutcome.EXPIRED,
    16: OfferOutcome.EXPIRED,
}


def decide(_command: Command, view: View) -> Decision:
    """Level by level: nobody is bridged with a caller who left, and a leg that lives is never rung again."""
    if view.talking:
        return _talking(view)
    agent = view.other
    if view.customer_gone:
        if agent is not None and not agent.gone:
            return HangUp(agent.uniqueid)
        return Done(CommandResult("ok", offer=OfferOutcome.CALLER_LEFT))
    if agent is None:
        return _not_there(view)
    if agent.gone:
        outcome = _BY_CAUSE.get(agent.cause or 0, OfferOutcome.UNREACHABLE)
        return Done(CommandResult("ok", offer=outcome))
    return _alive(view, agent)


def _talking(view: View) -> Decision:
    """A leg that nobody shows any more has left; whoever takes over in a talk finds it so."""
    if view.customer_gone:
        return Done(CommandResult("hung_up", offer=OfferOutcome.ANSWERED))
    return Done(CommandResult("ok", offer=OfferOutcome.ANSWERED)) if view.other_gone else Wait()


def _not_there(view: View) -> Decision:
    if view.refused is not None:
        return Done(CommandResult("ok", offer=OfferOutcome.UNREACHABLE))
    return Wait() if view.originated else Ring()


def _alive(view: View, agent: Leg) -> Decision:
    assert view.customer is not None
    if view.connected:
        return Talk()
    return Connect(agent.uniqueid) if agent.parked and view.customer.parked else Wait()
