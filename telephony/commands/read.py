"""Knows the orders `read` and `answer`: one numbered block of the dialplan, whose result the channel itself remembers."""

from domain.calls import Command, CommandResult
from telephony.commands.decision import Decision, Done, SendBlock, View, Wait


def decide(command: Command, view: View) -> Decision:
    """`CC_B` is `<number>:run` or `<number>:done:<READSTATUS>:<keys>`; a block that never began is sent."""
    if view.customer is None or view.customer.gone:
        return Done(CommandResult("hung_up"))
    number, _, said = view.customer.block.partition(":")
    if number == str(command.number):
        return Wait() if said == "run" else Done(_result(said))
    if view.customer.number > command.number:
        return Done(CommandResult("failed"))
    return SendBlock() if view.customer.parked else Wait()


def _result(said: str) -> CommandResult:
    _done, _, outcome = said.partition(":")
    status, _, keys = outcome.partition(":")
    match status:
        case "HANGUP":
            return CommandResult("hung_up", keys)
        case "TIMEOUT":
            return CommandResult("timeout", keys)
        case "ERROR":
            return CommandResult("failed", keys)
        case _:
            return CommandResult("ok", keys)
