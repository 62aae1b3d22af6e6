"""Knows which fields a mail about a case may show."""

from collections.abc import Sequence

from domain.errors import Problem
from domain.merge_fields import MERGE_FIELDS
from messaging.templates import check_template


class CaseMailTemplates:
    """The checker of templates for mails about cases."""

    def check_template(self, subject: str, body: str) -> Sequence[Problem]:
        """Everything wrong with it; empty when it may be used."""
        return check_template(subject, body, MERGE_FIELDS)
