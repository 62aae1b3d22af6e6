"""Knows the orders `read` and `answer`: one numbered block of the dialplan; the channel remembers its result."""

from domain.calls import Command, CommandResult
from telephony.blocks import BlockMemory, BlockStatus, read_memory
from telephony.commands.decision import Decision, Done, SendBlock, View, Wait


def decide(command: Command, view: View) -> Decision:
    """A block that never began is sent; what the channel says of it is its result, even when a hang-up follows."""
    if view.customer is None:
        return Done(CommandResult("hung_up"))
    memory = read_memory(view.customer.block)
    if memory is not None and memory.number == command.number and memory.status is not None:
        return Done(_result(memory, memory.status))
    if view.customer.gone:
        return Done(CommandResult("hung_up"))
    if view.customer.number > command.number:
        return Done(CommandResult("failed"))
    return SendBlock() if view.customer.parked else Wait()


def _result(memory: BlockMemory, status: BlockStatus) -> CommandResult:
    return CommandResult("ok" if status is BlockStatus.CUT else status.value, memory.keys)
