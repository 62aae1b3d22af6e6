"""Knows the order `dial`: an outside number rings, and who answers is bridged with the caller."""

from domain.calls import Command, CommandResult
from domain.outcomes import Outcome
from telephony.commands.decision import Connect, Decision, Done, HangUp, Ring, View, Wait
from telephony.outcomes import outcome_of_cause


def decide(_command: Command, view: View) -> Decision:
    """As with an agent's phone; the outcome is in the words of the dialer."""
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
    if other.bridge is not None and view.customer is not None and other.bridge == view.customer.bridge:
        return Done(CommandResult("ok", outcome=Outcome.ANSWERED.value))
    parked = other.parked and view.customer is not None and view.customer.parked
    return Connect(other.uniqueid) if parked else Wait()
