"""Knows how to look for a word wherever an installation may have left it, in every way in which it may be written."""

import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path


def spellings(canary: str) -> Iterator[bytes]:
    """UTF-8 and UTF-16, plain and in base64 at each of its three offsets, and as JSON escapes it."""
    for plain in (canary.encode(), canary.encode("utf-16-le"), canary.encode("utf-16-be")):
        yield plain
        for offset in range(3):
            coded = base64.b64encode(b"\0" * offset + plain)
            yield coded[offset + 1 if offset else 0 : len(coded) - 4]
    yield canary.encode("unicode_escape")


def found_in(text: bytes, canaries: tuple[str, ...]) -> list[str]:
    return [canary for canary in canaries if any(spelling in text for spelling in spellings(canary))]


def tables_of(file: Path) -> dict[str, bytes]:
    """All that an SQLite database has stored, a text of bytes for each table."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {table: db.execute(f'SELECT * FROM "{table}"') for table in tables}  # noqa: S608
        return {table: b"\n".join(map(_bytes, found)) for table, found in rows.items()}


def _bytes(row: tuple[object, ...]) -> bytes:
    return b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in row)


def logs_of(state: Path) -> dict[str, bytes]:
    """The log of each process, by its file's name."""
    return {file.name: file.read_bytes() for file in (state / "logs").glob("*.log")}
