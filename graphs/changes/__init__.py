"""What two versions of a document differ in by meaning: as data, and as sentences."""

from graphs.changes.change import Change, ChangeCode
from graphs.changes.comparing import changes

__all__ = ["Change", "ChangeCode", "changes"]
