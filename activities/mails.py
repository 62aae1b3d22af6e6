"""Knows how a planned mail leaves the house."""

from temporalio import activity

from activities.ports import Mailer


class MailActivities:
    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    @activity.defn
    async def send_mail(self, effect_key: str) -> bool:
        """Send the mail planned under `effect_key`; False when it was refused or nobody can know."""
        return await self._mailer.send(effect_key)
