"""The door of the house: HTTP in, one call, HTTP out. `create_app` makes it from `Services`."""

from api.application import create_app
from api.services import Services

__all__ = ["Services", "create_app"]
