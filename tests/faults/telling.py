"""Knows how the test tells one of SIPp's people what to do now: a SIP message with the call's own id."""

import re
import socket
import uuid
from pathlib import Path

from tests.installation import until
from tests.phones import HOST, Behaviour, Phone, start_phone


class TellablePhone(Phone):
    """A person who answers, presses keys and hangs up at the test's word."""

    async def rings(self, patience: float = 15.0) -> None:
        """Until an INVITE is there."""
        await until(lambda: "INVITE sip:" in self.messages(), patience, "the phone rings")

    async def is_up(self, patience: float = 15.0) -> None:
        """Until the call is answered and acknowledged."""
        await until(lambda: "\nACK sip:" in self.messages(), patience, "the call is answered")

    def answer(self) -> None:
        self._tell("MESSAGE")

    def press(self) -> None:
        self._tell("MESSAGE")

    def hang_up(self) -> None:
        self._tell("INFO")

    def _tell(self, word: str) -> None:
        call_id = re.findall(r"^Call-ID: *(\S+)", self.messages(), re.MULTILINE)[0]
        lines = (
            f"{word} sip:you@{HOST}:{self.port} SIP/2.0",
            f"Via: SIP/2.0/UDP {HOST}:9;branch=z9hG4bK{uuid.uuid4().hex}",
            f"From: <sip:test@{HOST}>;tag=test",
            f"To: <sip:you@{HOST}>",
            f"Call-ID: {call_id}",
            f"CSeq: 1 {word}",
            "Content-Length: 0",
            "",
            "",
        )
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto("\r\n".join(lines).encode(), (HOST, self.port))


async def start_told(
    folder: Path, exchange_port: int, behaviour: Behaviour, port: int | None, called: str
) -> TellablePhone:
    phone = await start_phone(folder, exchange_port, behaviour, port, called)
    return TellablePhone(phone.process, phone.port, phone.folder)
