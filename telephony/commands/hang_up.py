"""Knows the order `hang_up`: it ends when the customer's channel is gone."""

from domain.calls import Command, CommandResult
from telephony.commands.decision import Decision, Done, HangUp, View


def decide(_command: Command, view: View) -> Decision:
    if view.customer is None or view.customer.gone:
        return Done(CommandResult("ok"))
    return HangUp(view.customer.uniqueid)
