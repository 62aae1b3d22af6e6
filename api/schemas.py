"""Routes of /schemas: what documents that leave the house look like, for those who read them."""

from fastapi import APIRouter, Response

from api.route import Route
from messaging.case_xml import case_schema

router = APIRouter(prefix="/schemas", tags=["schemas"], route_class=Route)
_XML = "application/xml"


@router.get(
    "/case.xsd",
    response_class=Response,
    responses={200: {"content": {_XML: {"schema": {"type": "string"}}}}},
)
async def read_case_schema() -> Response:
    """The XML Schema of a case as it is attached to a mail."""
    return Response(case_schema(), media_type=_XML)
