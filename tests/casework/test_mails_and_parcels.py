"""What a status sends out of the house: mails to customers and offices, the case as XML, parcels by courier."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from lxml import etree

from tests.casework.office import CaseOffice

NEW = {"initial": True, "qualifier": "unused"}
DONE = {"for": "system", "qualifier": "terminal"}
NS = {"c": "urn:centralka:case:1"}


def _sending(order: dict[str, Any]) -> dict[str, Any]:
    action = {**order, "on_success": "poszlo", "on_failure": "nie-poszlo"}
    return {
        "nowy": NEW,
        "wyslij": {"qualifier": "waiting", "actions": [action]},
        "poszlo": DONE,
        "nie-poszlo": DONE,
    }


def _received(office: CaseOffice, name: str) -> EmailMessage:
    """A mail as the mail server stored it."""
    file = office.house.state / "mail" / f"{name}.eml"
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


@pytest.mark.feature("SYS-P-39", "SYS-P-40", "SYS-P-43")
async def test_customer_gets_the_mail_of_the_template_that_the_status_names(office: CaseOffice):
    template, address = f"oferta-{office.tag}", f"zak-{office.tag}@example.com"
    await office.template(
        template, "Oferta dla: {{ contact.name }}", "Kwota: {{ record.kwota }} zł, sprawa {{ case.number }}"
    )
    await office.set_up(_sending({"send_mail": {"template": template}}))
    case = await office.add(emails=(address,), kwota="129,90")
    await office.save(case, "wyslij")
    mail = await office.mail_to(address)
    number = (await office.case(case))["number"]
    assert (mail["subject"], mail["body"].strip()) == (
        "Oferta dla: Łukasz Żak",
        f"Kwota: 129,90 zł, sprawa {number}",
    )
    await office.becomes_status(case, "poszlo")
    assert len(await office.mails(address)) == 1


@pytest.mark.feature("SYS-P-33")
async def test_office_gets_the_case_s_data_by_mail_though_the_customer_has_no_address(office: CaseOffice):
    template, address = f"zlecenie-{office.tag}", f"biuro-{office.tag}@example.com"
    await office.template(
        template,
        "Zlecenie {{ case.number }}",
        "{{ contact.name }}, {{ contact.phone }}, {{ case.status }}, {{ campaign.name }}, {{ record.adres }}",
    )
    await office.set_up(_sending({"send_case": {"to": address, "template": template}}))
    phone = office.customer()
    case = await office.add(phone, adres="Prosta 51")
    await office.save(case, "wyslij")
    mail = await office.mail_to(address)
    assert mail["subject"] == f"Zlecenie {(await office.case(case))['number']}"
    assert mail["body"].strip() == f"Łukasz Żak, {phone}, wyslij, {office.name}, Prosta 51"
    await office.becomes_status(case, "poszlo")


@pytest.mark.feature("SYS-P-34")
async def test_office_gets_the_case_as_xml_that_keeps_the_published_schema(office: CaseOffice):
    template, address = f"xml-{office.tag}", f"system-{office.tag}@example.com"
    await office.template(template, "Sprawa {{ case.number }}", "W załączniku.")
    await office.set_up(_sending({"send_xml": {"to": address, "template": template}}))
    phone = office.customer()
    case = await office.add(phone, uwagi='<b>&"\u0007]]>\n😀', kwota="129,90")
    await office.save(case, "wyslij", note="Prosi o umowę\tpocztą")
    mail = _received(office, (await office.mail_to(address))["name"])
    (attached,) = mail.iter_attachments()
    number = (await office.case(case))["number"]
    assert (attached.get_filename(), attached.get_content_type()) == (f"case-{number}.xml", "application/xml")
    document = etree.fromstring(attached.get_content())
    published = await office.admin.raw("GET", "/schemas/case.xsd")
    etree.XMLSchema(etree.fromstring(published.content)).assertValid(document)
    texts = {name: document.xpath(f"string({path})", namespaces=NS) for name, path in _PATHS.items()}
    assert texts == {
        "number": str(number),
        "campaign": office.name,
        "status": "wyslij",
        "name": "Łukasz Żak",
        "phone": phone,
        "remarks": '<b>&"\ufffd]]>\n😀',
        "note": "Prosi o umowę\tpocztą",
    }
    await office.becomes_status(case, "poszlo")


_PATHS = {
    "number": "c:number",
    "campaign": "c:campaign/@name",
    "status": "c:status/@name",
    "name": "c:contact/c:name",
    "phone": "c:contact/c:phone",
    "remarks": "c:record/c:field[@name='uwagi']",
    "note": "c:history/c:change[last()]/c:note",
}
