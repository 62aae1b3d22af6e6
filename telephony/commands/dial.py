"""Knows the order `dial`: an outside number rings, who answers is bridged with the caller, until one leaves."""

from domain.calls import Command, CommandResult
from domain.outcomes import Outcome
from telephony.commands.decision import Connect, Decision, Done, HangUp, Leg, Ring, Talk, View, Wait
from telephony.outcomes import outcome_of_cause


def decide(_command: Command, view: View) -> Decision:
    """As with an agent's phone; the outcome is in the words of the dialer."""
    if view.talking:
        return _talking(view)
    other = view.other
    if view.customer_gone:
        alive = other is not None and not other.gone
        return HangUp(other.uniqueid) if other is not None and alive else Done(CommandResult("hung_up"))
    if other is None:
        if view.refused is not None:
            return Done(CommandResult("failed", outcome=view.refused))
        return Wait() if view.originated else Ring()
    if other.gone:
        return Done(CommandResult("failed", outcome=outcome_of_cause(other.cause or 0).value))
    return _alive(view, other)


def _talking(view: View) -> Decision:
    answered = Outcome.ANSWERED.value
    if view.customer_gone:
        return Done(CommandResult("hung_up", outcome=answered))
    return Done(CommandResult("ok", outcome=answered)) if view.other_gone else Wait()


def _alive(view: View, other: Leg) -> Decision:
    if view.connected:
        return Talk()
    parked = other.parked and view.customer is not None and view.customer.parked
    return Connect(other.uniqueid) if parked else Wait()
