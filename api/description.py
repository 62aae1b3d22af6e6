"""Knows what the API's description says beyond its routes: errors, who may, keys that make repeating safe."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.access import COOKIE
from api.errors import ProblemDocument
from api.permissions import Operation, operations

_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same request answers the first answer and does nothing again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_REFUSAL = {
    "description": "Refused; `code` says why, `problems` where.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
}


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _document(app)
    return app.openapi_schema


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    components = document["components"]
    components["securitySchemes"] = _SCHEMES
    schema = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= schema.pop("$defs")
    components["schemas"]["ProblemDocument"] = schema
    for operation in operations(app):
        found = document["paths"].get(operation.path, {}).get(operation.method.lower())
        if found is not None:
            _complete(found, operation)
    return document


def _complete(found: dict[str, Any], operation: Operation) -> None:
    found["responses"]["4XX"] = _REFUSAL
    found["responses"].pop("422", None)
    if operation.roles is None:
        return
    found["security"] = [{name: []} for name in _SCHEMES]
    found["x-roles"] = sorted(operation.roles)
    if operation.method in _UNSAFE:
        required = operation.name == "save_disposition"
        found.setdefault("parameters", []).append(_KEY | {"required": required})
