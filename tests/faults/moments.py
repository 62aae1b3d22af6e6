"""Knows one story in its named moments, and drives it on from any of them to the same end."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.floor import MENU_SECONDS, PROMPT_SECONDS, Floor
from tests.faults.mailbox import Mailbox
from tests.faults.telling import TellablePhone
from tests.installation import until

PATIENCE = 45.0
"""Longer than the tolerated outage, so that what is late is measured and not lost."""


@dataclass
class Story:
    """The people of one story. `possible_at`: when the step in hand could have been made at the earliest."""

    floor: Floor
    folder: Path
    mailbox: Mailbox
    customer: TellablePhone = field(init=False)
    phone: TellablePhone = field(init=False)
    possible_at: float = 0.0
    answered_at: float = 0.0

    async def _begins(self, what: str, condition: Callable[[], object]) -> None:
        await until(lambda: condition() or None, PATIENCE, what)

    async def to_prompt(self) -> None:
        self.phone = await self.floor.agent_phone(self.folder)
        self.customer = await self.floor.caller(self.folder)
        await self.customer.is_up()
        self.answered_at = time.time()

    async def to_key(self) -> None:
        self.possible_at = self.answered_at + PROMPT_SECONDS
        await self._begins("the menu", lambda: len(self.floor.orders()) >= 2)

    async def menu_is_over(self) -> None:
        over = time.time() + MENU_SECONDS + 0.3
        await self._begins("the menu has been said", lambda: time.time() > over)

    async def to_queue(self) -> None:
        """The key is pressed at once: right after a fault, while nobody listens."""
        self.possible_at = time.time()
        self.customer.press()
        await self._begins("the queue", lambda: self.floor.call("state") == "queued")

    async def to_ringing(self) -> None:
        self.possible_at = time.time()
        await self.floor.work()
        await self.phone.rings(PATIENCE)

    async def to_talk(self) -> None:
        self.possible_at = time.time()
        self.phone.answer()
        await self._begins("the talk", lambda: self.floor.call("bridged_at"))

    async def to_wrap_up(self) -> None:
        self.possible_at = time.time()
        self.customer.hang_up()
        await self._begins("the wrap-up", lambda: self.floor.seat() == "wrap_up")

    async def to_mail(self) -> None:
        self.possible_at = time.time()
        self.mailbox.hold()
        await self.floor.save("obiecal", f"{self.floor.name}-1")
        await self._begins("the mail", lambda: self.mailbox.texts_for(self.floor.email))

    async def to_end(self) -> None:
        self.possible_at = time.time()
        self.mailbox.let_go()
        await self._begins("the end of the case", lambda: self.floor.case("workflow") == "finished")

    async def to_dialling(self) -> None:
        self.phone = await self.floor.agent_phone(self.folder)
        self.customer = await self.floor.dialled_customer(self.folder)
        await self.floor.work()
        await self.customer.rings(PATIENCE)

    async def to_answer(self) -> None:
        self.possible_at = time.time()
        self.customer.answer()
        await self.customer.is_up()
        self.answered_at = time.time()

    async def to_talk_or_message(self) -> None:
        """The agent answers as soon as the phone rings; the dialplan may have been quicker with its message."""
        self.possible_at = time.time()
        await self._begins("the agent's phone, or the end", lambda: self._phone_rings() or self._is_over())
        if self._phone_rings() and not self._is_over():
            self.phone.answer()
            await self._begins(
                "the talk, or the end", lambda: self.floor.call("bridged_at") or self._is_over()
            )

    async def to_end_of_talk(self) -> None:
        if self.floor.call("bridged_at"):
            await self.to_wrap_up()

    async def to_refusal(self) -> None:
        self.possible_at = time.time()
        if self.floor.call("bridged_at"):
            await self.floor.save("odmowa", f"{self.floor.name}-1")
        await self._begins("the end of the case", lambda: self.floor.case("workflow") == "finished")

    def _phone_rings(self) -> bool:
        return "INVITE sip:" in self.phone.messages()

    def _is_over(self) -> bool:
        return self.customer.process.returncode is not None


Step = Callable[[Story], Awaitable[None]]

INBOUND: dict[str, tuple[Step, ...]] = {
    "prompt playing": (Story.to_prompt,),
    "key awaited": (Story.to_key, Story.menu_is_over),
    "waiting in the queue": (Story.to_queue,),
    "phone ringing": (Story.to_ringing,),
    "talking": (Story.to_talk,),
    "wrap-up": (Story.to_wrap_up,),
    "mail being sent": (Story.to_mail,),
    "end": (Story.to_end,),
}
OUTBOUND: dict[str, tuple[Step, ...]] = {
    "number being dialled": (Story.to_dialling,),
    "answered, not yet bridged": (Story.to_answer,),
    "talk or message": (Story.to_talk_or_message, Story.to_end_of_talk),
    "end": (Story.to_refusal,),
}
MOMENTS = (*list(INBOUND)[:-1], *list(OUTBOUND)[:2])


def steps_of(moment: str) -> tuple[list[Step], list[Step]]:
    """What leads to the moment, and what is left after it."""
    line = INBOUND if moment in INBOUND else OUTBOUND
    names = list(line)
    here = names.index(moment) + 1
    before = [step for name in names[:here] for step in line[name]]
    return before, [step for name in names[here:] for step in line[name]]
