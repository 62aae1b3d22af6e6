"""Knows which SMS gateways there are, and makes the transport to one from its options."""

from collections.abc import Mapping
from typing import Final

from messaging.providers.secrets import Reveal
from messaging.sms.http import AskedHttpGateway, HttpGateway, HttpService
from messaging.sms.services import SmsService
from messaging.sms.smpp import Kept, Smpp, SmppService
from messaging.sms.sms import Sms
from messaging.sms.smsapi import SmsApi, SmsApiService
from messaging.sms.twilio import Twilio, TwilioService
from messaging.transports import Transport
from messaging.web import WebClient

ADAPTERS: Final[Mapping[str, type[SmsService]]] = {
    "smsapi": SmsApiService,
    "twilio": TwilioService,
    "http": HttpService,
    "smpp": SmppService,
}
"""The options of each adapter."""


def gateway(service: SmsService, reveal: Reveal, web: WebClient, kept: Kept) -> Transport[Sms]:
    """The transport to this service; it is kept as long as the options stay the same."""
    match service:
        case SmsApiService():
            return SmsApi(service, reveal, web)
        case TwilioService():
            return Twilio(service, reveal, web)
        case HttpService(lookup=None):
            return HttpGateway(service, reveal, web)
        case HttpService(lookup=lookup) if lookup is not None:
            return AskedHttpGateway(service, lookup, reveal, web)
        case SmppService():
            return Smpp(service, reveal, web.reach, kept)
        case _:
            raise TypeError(f"there is no SMS gateway for {type(service).__name__}")
