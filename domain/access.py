"""Knows who asks: the roles of people and programs, and how far each of them sees."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"
    DESIGNER = "designer"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


_EVERYTHING = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Who:
    """A signed-in person, or a program that acts for one (`key_id`); `roles` are those that count now."""

    user_id: str
    name: str
    email: str
    language: str
    roles: frozenset[Role]
    key_id: str | None = None

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is held."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_only_agent(self) -> bool:
        """Whether what a campaign leaves to supervisors is not for this person to do."""
        return not self.has(Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)

    @property
    def sees_everything(self) -> bool:
        """Whether cases, calls and people of all campaigns are in sight; else those of the own ones."""
        return not self.roles.isdisjoint(_EVERYTHING)

    @property
    def sees_all_campaigns(self) -> bool:
        """Whether the documents of all campaigns are in sight: designers see these, but no customers."""
        return self.sees_everything or Role.DESIGNER in self.roles
