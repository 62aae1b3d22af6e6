"""The blocks of IVR trees, one kind in a file: how it is written, its exits, what it does."""

from graphs.ivr.blocks.announcement import Announcement, ReadyAnnouncement
from graphs.ivr.blocks.answer import Answer, ReadyAnswer
from graphs.ivr.blocks.availability import Availability, ReadyAvailability
from graphs.ivr.blocks.dial import Dial, ReadyDial
from graphs.ivr.blocks.hang_up import HangUp, ReadyHangUp
from graphs.ivr.blocks.jump import Jump, ReadyJump
from graphs.ivr.blocks.menu import Menu, ReadyMenu
from graphs.ivr.blocks.queue import Queue, ReadyQueue, Reason
from graphs.ivr.blocks.return_ import Return
from graphs.ivr.blocks.subtree import Pinned, Subtree

OwnBlock = Answer | Announcement | Availability | Menu | Queue | Jump | Dial | Return | HangUp
AnyBlock = OwnBlock | Subtree
ReadyBlock = (
    ReadyAnswer
    | ReadyAnnouncement
    | ReadyAvailability
    | ReadyMenu
    | ReadyQueue
    | ReadyJump
    | ReadyDial
    | ReadyHangUp
)

__all__ = [
    "Announcement",
    "AnyBlock",
    "Availability",
    "Dial",
    "HangUp",
    "Jump",
    "Menu",
    "OwnBlock",
    "Pinned",
    "Queue",
    "ReadyAnnouncement",
    "ReadyBlock",
    "ReadyDial",
    "ReadyMenu",
    "ReadyQueue",
    "Reason",
    "Return",
    "Subtree",
]
