"""Knows how secrets are named in documents and options, and what looks like one that was pasted (A25, H44)."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

REFERENCE: Final = re.compile(r"secret://(?P<name>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)")
_FILLED: Final = re.compile(r"\{\{.*?\}\}|\{[a-z_]+\}")
_SCHEMES: Final = re.compile(r"\b(?:app|api-?key|basic|bearer|digest|token)\b", re.IGNORECASE)
_TELLING: Final = (
    "authorization",
    "apikey",
    "authkey",
    "credential",
    "credentials",
    "haslo",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "secret",
    "secretkey",
    "token",
)
_ISSUED: Final = re.compile(
    r"(?:sk|pk|rk)_(?:live|test)_\w{8}|whsec_[\w+/]{8}|gh[pousr]_\w{16}|glpat-[\w-]{16}|xox[abprs]-[\w-]{8}"
    r"|AKIA[0-9A-Z]{16}|(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.|SG\.[\w-]{16}|-----BEGIN [A-Z ]*PRIVATE KEY"
)
_SIGNED_IN: Final = re.compile(r"(?<![a-z])[a-z]+://[^/@\s:]*:[^/@\s]+@")
"""Each begins where a word does: a pattern tried from every letter of a long word takes time in its square."""
_RANDOM: Final = re.compile(r"[A-Za-z0-9+_=-]{24,}")
_KINDS: Final = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"(?i)[g-z]"))
"""Identifiers lack one of them: they are hexadecimal, or of one case."""
_DENSE: Final = 4.0
"""Bits a letter: words stay below, random letters of both cases and digits do not."""


def looks_secret(key: str, value: str) -> bool:
    """Whether the value under this key is a secret itself rather than a `secret://name` that stands for one."""
    rest = _FILLED.sub("", REFERENCE.sub("", value))
    if _ISSUED.search(rest) or _SIGNED_IN.search(rest):
        return True
    if _tells(key) and _SCHEMES.sub("", rest).strip():
        return True
    return any(_is_random(word) for word in _RANDOM.findall(rest))


def pasted_secrets(options: Mapping[str, Any]) -> list[str]:
    """The places in a document (`headers.authorization`) that hold a secret itself."""
    return [path for path, key, text in _texts(options) if looks_secret(key, text)]


def secrets_named(options: Mapping[str, Any]) -> frozenset[str]:
    """The names of all secrets that a document refers to."""
    return frozenset(found["name"] for _, _, text in _texts(options) for found in REFERENCE.finditer(text))


def _texts(value: object, path: str = "", key: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text with its path and the nearest name above it."""
    if isinstance(value, str):
        yield path, key, value
    elif isinstance(value, Mapping):
        for name, inner in cast("Mapping[str, object]", value).items():
            yield from _texts(inner, f"{path}.{name}" if path else name, name)
    elif isinstance(value, Sequence):
        for number, inner in enumerate(cast("Sequence[object]", value)):
            yield from _texts(inner, f"{path}.{number}", key)


def _tells(key: str) -> bool:
    return re.sub(r"[^a-z]", "", key.lower().replace("ł", "l")).endswith(_TELLING)


def _is_random(word: str) -> bool:
    if not all(kind.search(word) for kind in _KINDS):
        return False
    counted = Counter(word)
    return -sum(n / len(word) * math.log2(n / len(word)) for n in counted.values()) >= _DENSE
