"""Knows which mail addresses are valid, and their form on the wire."""

import re
import unicodedata

import idna

from messaging.sentences import invalid, problem

_LONGEST = 254
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_MAILBOX = re.compile(r'\s*"?([^"<>]*?)"?\s*<([^<>]*)>\s*')
_OURS = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa")


def mail_address(text: str, field: str | None = None) -> str:
    """The address with its domain in punycode and lower case; Invalid names what is wrong with it.

    Quoted local parts and address literals (RFC 5321) are refused: people do not have them, attackers do."""
    address = _address(text, field)
    domain = address.rpartition("@")[2]
    if "." not in domain or any(domain.endswith(f".{name}") for name in _OURS):
        local = domain in _OURS or "." in domain
        raise invalid(problem("mail_address_local" if local else "mail_address_invalid", field=field))
    return address


def mailbox(text: str) -> tuple[str, str]:
    """Display name and address of `Name <address>` or of an address alone; a sender of ours may be local."""
    found = _MAILBOX.fullmatch(text)
    name, address = found.groups() if found else ("", text)
    if any(unicodedata.category(letter) == "Cc" for letter in name):
        raise invalid(problem("mail_address_invalid"))
    return name, _address(address, None)


def _address(text: str, field: str | None) -> str:
    local, at, domain = text.rpartition("@")
    wire = _wire_domain(domain) if len(text) <= _LONGEST else ""
    address = f"{local}@{wire}"
    if not at or not wire or len(local) > 64 or len(address) > _LONGEST or not _LOCAL_PART.fullmatch(local):
        raise invalid(problem("mail_address_invalid", field=field))
    return address


def _wire_domain(domain: str) -> str:
    """The domain in punycode, empty if it is none."""
    try:
        wire = idna.encode(domain, uts46=True).decode().lower()
    except UnicodeError:
        return ""
    labels = wire.split(".")
    return wire if all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit() else ""
