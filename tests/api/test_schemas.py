"""Whoever receives a case as XML finds its schema here, without an account."""

from lxml import etree
from people import Center

from messaging.case_xml import NAMESPACE, case_schema


async def test_anybody_reads_the_schema_of_a_case(center: Center):
    answer = await center.nobody.get("/schemas/case.xsd")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    assert answer.content == case_schema()
    root = etree.fromstring(answer.content)
    assert root.get("targetNamespace") == NAMESPACE
    etree.XMLSchema(root)
