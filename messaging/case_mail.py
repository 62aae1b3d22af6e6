"""Knows which fields a mail or message about a case may show."""

from collections.abc import Sequence

from domain.errors import Problem
from domain.merge_fields import MERGE_FIELDS
from messaging.sms.templates import check_sms_template
from messaging.templates import check_template


class CaseTemplates:
    """The checker of templates for what is sent about cases."""

    def check_template(self, subject: str, body: str) -> Sequence[Problem]:
        """Everything wrong with it; empty when it may be used."""
        return check_template(subject, body, MERGE_FIELDS)

    def check_sms(self, body: str) -> Sequence[Problem]:
        """Everything wrong with it, or how many parts it takes."""
        return check_sms_template(body, MERGE_FIELDS)
