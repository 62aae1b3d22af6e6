"""Knows SMS as a channel: how a message is written from a template, and read again when it is sent."""

from domain.effects import Draft, Letter
from messaging.sending import Line
from messaging.sms.services import SmsService
from messaging.sms.sms import Sms, sms
from messaging.sms.templates import render_sms
from messaging.transports import Transport


def sms_line(transport: Transport[Sms], service: SmsService) -> Line[Sms]:
    """The way of a message through this service. Its letter keeps sender and text, so a repetition is the same."""

    def written(draft: Draft) -> Letter:
        text = render_sms(draft.body, draft.context)
        message = sms(service.sender, draft.recipient, text, service.senders)
        return Letter(message.sender, message.recipient, "", message.text)

    return Line(transport, written, _message)


def _message(letter: Letter) -> Sms:
    return Sms(letter.sender, letter.recipient, letter.body)
