"""Knows the block Menu: the caller chooses by one of the keys 0-9, * and # (FCC-89)."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from domain.time import Span
from domain.values import read_only
from graphs.fields import Name, lasting, matching, within
from graphs.ivr.moves import Go, Move, Play
from graphs.ivr.prompts import Locale, Prompted

Key = Annotated[str, matching("[0-9*#]", "key_invalid")]


class Menu(Prompted):
    """`timeout` is the wait for a key after the prompt; after `retries` repetitions the exits are taken."""

    block: Literal["menu"]
    keys: Annotated[dict[Key, Name], Field(min_length=1, max_length=12)]
    timeout: Annotated[Span, lasting("1s", "2min")] = Span(rest=timedelta(seconds=5))
    retries: Annotated[int, within(0, 10)] = 2
    no_input: Name
    wrong: Name | None = None

    def exits(self) -> dict[str, str]:
        keys = {f"keys.{key}": target for key, target in self.keys.items()}
        wrong = {"wrong": self.wrong} if self.wrong else {}
        return keys | {"no_input": self.no_input} | wrong

    def ready(self, locale: Locale) -> "ReadyMenu":
        ask = Play((self.prompt(locale.language),), 1, self.timeout)
        again = Play((self.prompt(locale.language),), 1, self.timeout, again=True)
        return ReadyMenu(ask, again, self.keys, self.retries, (self.no_input, self.wrong or self.no_input))


@read_only
class ReadyMenu:
    """`failed` are the ways without a key and with a wrong one."""

    ask: Play
    ask_again: Play
    keys: dict[str, str]
    retries: int
    failed: tuple[str, str]

    def begin(self, now: datetime) -> Move:
        return self.ask

    def heard(self, keys: str, tries: int) -> Move:
        target = self.keys.get(keys)
        if target is not None:
            return Go(target)
        if tries < self.retries:
            return self.ask_again
        return Go(self.failed[1] if keys else self.failed[0])
