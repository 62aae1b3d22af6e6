"""Knows services outside: whether their options are sound, and the line through which each is reached."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, Protocol, assert_never, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.effects import Job
from domain.errors import Problem
from domain.secrets import REFERENCE, pasted_secrets, secrets_named
from domain.services import OutsideService, ServiceKind
from messaging import webhook
from messaging.courier import couriers
from messaging.courier.channel import courier_line
from messaging.sending import Line
from messaging.sentences import invalid, problem
from messaging.sms import gateways
from messaging.sms.channel import sms_line
from messaging.sms.services import SmsService
from messaging.sms.smpp import Kept
from messaging.sms.smpp_receipts import Receipts
from messaging.web import NOT_PUBLIC, WebClient

ADAPTERS: Final[Mapping[ServiceKind, Mapping[str, type[BaseModel]]]] = {
    ServiceKind.SMS: gateways.ADAPTERS,
    ServiceKind.COURIER: couriers.ADAPTERS,
    ServiceKind.WEBHOOK: webhook.ADAPTERS,
}


class ServiceBook(Receipts, Protocol):
    """Where services, secrets and receipts are kept."""

    async def service(self, name: str) -> OutsideService | None: ...

    async def secret(self, name: str) -> str | None: ...


class Lines:
    """The lines to all services, each kept as long as its options stay the same."""

    def __init__(self, book: ServiceBook, web: WebClient) -> None:
        self._book, self._web = book, web
        self._secrets: dict[str, str] = {}
        self._kept: dict[str, tuple[OutsideService, Line[Any]]] = {}

    async def __call__(self, job: Job) -> Line[Any]:
        """The line of an effect; Invalid when its service or a secret of it is gone."""
        service = await self._book.service(job.service or "")
        if service is None or service.kind != job.kind:
            raise invalid(problem("service_unknown", name=job.service or ""))
        return await self.line(service)

    async def line(self, service: OutsideService) -> Line[Any]:
        """The line to this service, its secrets at hand."""
        # Here, since a secret that is missed later would leave a transmission in doubt that never began.
        for name in secrets_named(service.options):
            found = await self._book.secret(name)
            if found is None:
                raise invalid(problem("secret_unknown", name=name))
            self._secrets[name] = found
        kept = self._kept.get(service.name)
        if kept is None or kept[0] != service:
            await self.forget(service.name)
            kept = self._kept[service.name] = (service, self._opened(service))
        return kept[1]

    async def forget(self, name: str) -> None:
        """Close the line to this service; the next message opens it anew."""
        kept = self._kept.pop(name, None)
        if kept is not None:
            await kept[1].transport.aclose()

    def _opened(self, service: OutsideService) -> Line[Any]:
        try:
            options = options_of(service)
        except (KeyError, ValidationError):
            # Options outlive the version of ours that took them.
            raise invalid(problem("service_outdated", name=service.name)) from None
        match service.kind:
            case ServiceKind.SMS:
                sms = cast("SmsService", options)
                kept = Kept(service.name, self._book)
                return sms_line(gateways.gateway(sms, self._reveal, self._web, kept), sms)
            case ServiceKind.COURIER:
                return courier_line(
                    couriers.courier(cast("couriers.CourierService", options), self._reveal, self._web)
                )
            case ServiceKind.WEBHOOK:
                told = cast("webhook.StandardService", options)
                return webhook.webhook_line(
                    webhook.WebhookTransport(told, self._reveal, self._web), service.name
                )
            case _:
                assert_never(service.kind)

    async def _reveal(self, name: str) -> str:
        return self._secrets[name]


def options_of(service: OutsideService) -> BaseModel:
    """The options as their adapter understands them; ValidationError if it does not."""
    return ADAPTERS[service.kind][service.adapter].model_validate(
        {**service.options, "adapter": service.adapter}
    )


def check_service(service: OutsideService, refuses: Callable[[str], bool]) -> tuple[Problem, ...]:
    """Everything wrong with a service; `refuses` says which URLs are out of reach."""
    if service.adapter not in ADAPTERS[service.kind]:
        known = ", ".join(sorted(ADAPTERS[service.kind]))
        return (problem("adapter_unknown", field="adapter", name=service.adapter[:100], known=known),)
    pasted = [problem("secret_in_definition", field=_place(path)) for path in pasted_secrets(service.options)]
    return (*pasted, *_unfit(service), *_out_of_reach(service.options, refuses))


def _unfit(service: OutsideService) -> Iterator[Problem]:
    try:
        options = options_of(service)
    except ValidationError as wrong:
        known = sorted(ADAPTERS[service.kind][service.adapter].model_fields)
        yield from (_sentence(error, known) for error in wrong.errors(include_url=False))
        return
    if isinstance(options, SmsService):
        yield from options.problems()


def _sentence(error: ErrorDetails, known: list[str]) -> Problem:
    path = ".".join(map(str, error["loc"]))
    field, name = _place(path), str(error["loc"][-1] if error["loc"] else "")[:100]
    match error["type"]:
        case "missing":
            return problem("option_missing", field=field, name=name)
        case "extra_forbidden":
            near = get_close_matches(name, known, 1, 0.6)
            return problem("option_unknown", field=field, name=name, near=near[0] if near else "")
        case _:
            return problem("option_invalid", field=field, detail=error["msg"])


def _out_of_reach(options: Mapping[str, Any], refuses: Callable[[str], bool]) -> Iterator[Problem]:
    for path, text in _addresses(options):
        if refuses(REFERENCE.sub("x", text)):
            yield problem(NOT_PUBLIC, field=_place(path))


def _addresses(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every URL in the options, and the host of a service that speaks no HTTP."""
    if isinstance(value, str):
        if path.rpartition(".")[2] == "host":
            yield path, f"https://{value}/"
        elif "://" in value.replace("secret://", ""):
            yield path, value
    elif isinstance(value, Mapping):
        for name, inner in cast("Mapping[str, object]", value).items():
            yield from _addresses(inner, f"{path}.{name}" if path else name)


def _place(path: str) -> str:
    return f"options.{path}" if path else "options"
