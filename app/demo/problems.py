"""Knows why a demo cannot be played."""

from domain.errors import Refused, Unavailable


class DemoFailed(Unavailable):
    """The demo waited in vain for: {what}. The logs in the state folder say more; then play it again."""

    code = "demo_failed"
    message_pl = "Pokaz nie doczekał się: {what}. Więcej mówią dzienniki; potem uruchom go ponownie."


class DemoWithoutSipp(Refused):
    """The demo's people speak through SIPp, which is not here. To mend it: apt-get install sip-tester"""

    code = "demo_without_sipp"
    message_pl = "Ludzie w pokazie mówią przez SIPp, którego tu nie ma. Naprawa: apt-get install sip-tester"


class DemoWouldCallOut(Refused):
    """A real trunk is set ({trunk}): the demo would call real people through it. Play it where none is set."""

    code = "demo_would_call_out"
    message_pl = "Ustawiona jest prawdziwa linia ({trunk}): pokaz dzwoniłby do ludzi. Uruchom go bez niej."
