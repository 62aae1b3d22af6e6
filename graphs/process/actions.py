"""Knows the ten actions of a status and how each is written (SYS-P-30..42)."""

from typing import Annotated, Any, ClassVar, Final, cast

from pydantic import Field, model_validator

from graphs.fields import Email, Hash, Name, Part, Patience, Truth, one_of, refuse, text_up_to
from graphs.findings import nearest
from graphs.process.ways import STAYS, Way
from graphs.spoken import Spoken

_Filled = Annotated[str, text_up_to(500)]


class Order(Part):
    """What an action does; `kind` is the kind of its effect in the ledger."""

    kind: ClassVar[str]


class Templated(Order):
    """`pinned` is the hash of the template in force when the document was published."""

    template: Name
    pinned: Hash | None = None


class Notify(Order):
    """A notification; `to` is `responsible`, `supervisors`, or an agent."""

    kind: ClassVar[str] = "notification"
    to: Annotated[str, text_up_to(200)] = "responsible"
    text: _Filled


class Move(Order):
    """The record goes on in another campaign."""

    kind: ClassVar[str] = "move"
    campaign: Name


class Copy(Order):
    """A copy of the record begins in a campaign."""

    kind: ClassVar[str] = "copy"
    campaign: Name


class SendMail(Templated):
    """A mail to the customer."""

    kind: ClassVar[str] = "mail"


class SendCase(Templated):
    """A mail with the case's data to an address."""

    kind: ClassVar[str] = "case_mail"
    to: Email


class SendXml(Templated):
    """A mail with the case as an XML attachment to an address."""

    kind: ClassVar[str] = "xml_mail"
    to: Email


class CallAndPlay(Order, Spoken):
    """A call that plays a message."""

    kind: ClassVar[str] = "call"


class SendSms(Templated):
    """An SMS to the customer; without a service, the only one of its kind."""

    kind: ClassVar[str] = "sms"
    service: Name | None = None


class SendCourier(Order):
    """An order to a courier; the fields of the parcel may show data of the case."""

    kind: ClassVar[str] = "courier"
    service: Name
    parcel: Annotated[dict[Name, _Filled], Field(max_length=40)] = Field(default_factory=dict[str, str])


class CallWebhook(Order):
    """What became of the case, told to another system."""

    kind: ClassVar[str] = "webhook"
    service: Name


class Block(Order):
    """The customer's numbers go to the do-not-call list of the campaign, or of all campaigns."""

    kind: ClassVar[str] = "block"
    list: Annotated[str, one_of(("campaign", "global"))] = "campaign"


class Delay(Part):
    for_: Patience = Field(alias="for")
    from_: Annotated[str, one_of(("status", "callback", "call_end", "save"))] = Field("status", alias="from")


class Action(Part):
    """Exactly one order, when it is carried out, and where its end leads."""

    notify: Notify | None = None
    move: Move | None = None
    send_case: SendCase | None = None
    send_xml: SendXml | None = None
    call_and_play: CallAndPlay | None = None
    send_sms: SendSms | None = None
    send_courier: SendCourier | None = None
    copy_: Copy | None = Field(None, alias="copy")
    send_mail: SendMail | None = None
    call_webhook: CallWebhook | None = None
    block: Block | None = None
    delay: Delay | None = None
    on_success: Way = STAYS
    on_failure: Way = STAYS
    keep: Truth = False

    @model_validator(mode="before")
    @classmethod
    def known(cls, value: Any) -> Any:
        """An action that does not exist is named, and so is a second one."""
        if not isinstance(value, dict):
            return value
        given = cast("dict[object, object]", value)
        named = [str(name) for name in given if name not in _MODIFIERS]
        orders = [name for name in named if name in ACTIONS]
        if named and not orders:
            raise refuse("unknown_action", **nearest(named[0], ACTIONS))
        if len(orders) != 1:
            raise refuse("action_not_one", found=", ".join(orders) or "-", known=", ".join(ACTIONS))
        return given

    @property
    def name(self) -> str:
        """The key under which the order is written."""
        return next(name for name, field in _FIELDS.items() if getattr(self, field) is not None)

    @property
    def order(self) -> Order:
        found: Order = getattr(self, _FIELDS[self.name])
        return found

    def with_order(self, order: Order) -> "Action":
        return self.model_copy(update={_FIELDS[self.name]: order})


_MODIFIERS: Final = ("delay", "on_success", "on_failure", "keep")
_FIELDS: Final = {
    field.alias or name: name for name, field in Action.model_fields.items() if name not in _MODIFIERS
}
ACTIONS: Final = tuple(_FIELDS)
