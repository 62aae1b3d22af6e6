"""Knows the order `connect`: an agent's phone rings once, and who answers is bridged with the caller."""

from domain.calls import Command, CommandResult
from domain.outcomes import OfferOutcome
from telephony.commands.decision import Connect, Decision, Done, HangUp, Leg, Ring, View, Wait

_BY_CAUSE = {
    17: OfferOutcome.REJECTED,
    21: OfferOutcome.REJECTED,
    18: OfferOutcome.EXPIRED,
    19: OfferOutcome.EXPIRED,
    16: OfferOutcome.EXPIRED,
}


def decide(_command: Command, view: View) -> Decision:
    """Level by level: nobody is bridged with a caller who left, and a leg that lives is never rung again."""
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
    return _alive(view.customer, agent)


def _not_there(view: View) -> Decision:
    if view.refused is not None:
        return Done(CommandResult("ok", offer=OfferOutcome.UNREACHABLE))
    return Wait() if view.originated else Ring()


def _alive(customer: Leg | None, agent: Leg) -> Decision:
    assert customer is not None
    if agent.bridge is not None and agent.bridge == customer.bridge:
        return Done(CommandResult("ok", offer=OfferOutcome.ANSWERED))
    return Connect(agent.uniqueid) if agent.parked and customer.parked else Wait()
