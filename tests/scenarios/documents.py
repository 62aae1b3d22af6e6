"""Knows a small collection process and the IVR fixtures as a test needs them: open day and night, times of seconds."""

import re
from typing import Any

from ruamel.yaml import YAML

from tests.installation import CHECKOUT

EXAMPLES = CHECKOUT / "examples"
COLLECTION = CHECKOUT / "tests" / "scenarios" / "collection"
ALWAYS = "{days: mon-sun, hours: 00:00-24:00}"


def process(name: str) -> str:
    """The sample process; who promises a payment says when, and the mail goes out after two seconds."""
    text = (COLLECTION / "process.yaml").read_text(encoding="utf-8")
    text = text.replace("process: windykacja-miekka", f"process: {name}")
    text = text.replace("callback-private-relative\n    after: 5d", "callback-private-agent")
    text = text.replace("delay: {for: 10min, from: status}", "delay: {for: 2s, from: status}")
    for template in ("potwierdzenie-wplaty", "podziekowanie"):
        text = text.replace(f"template: {template}", f"template: {template}-{name}")
    return text


def ivr(fixture: str, name: str, hours: str = ALWAYS) -> str:
    """One of the fixtures FCC-102 and FCC-103, under other opening hours."""
    text = (EXAMPLES / f"graphs/{fixture}.yaml").read_text(encoding="utf-8")
    text = text.replace(f"ivr: {fixture}", f"ivr: {name}")
    text = re.sub(r"    except:\n(      - .*\n)+", "", text)
    return re.sub(r"    open:\n(      - .*\n)+", f"    open:\n      - {hours}\n", text)


def campaign(name: str, **more: Any) -> dict[str, Any]:
    """The sample campaign, which may dial day and night."""
    text = (COLLECTION / "campaign.yaml").read_text(encoding="utf-8")
    document = YAML(typ="safe", pure=True).load(text)
    dial = {**document["dial"], "windows": [{"days": "mon-sun", "hours": "00:00-24:00"}]}
    return {**document, "campaign": name, "process": name, "ivr": name, "queue": name, "dial": dial, **more}
