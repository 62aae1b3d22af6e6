"""Knows bodies that are no JSON for us: what, and the line and column where they stop being any."""

REFUSED = {
    "nan": (b'{"a": NaN}', 1, 7),
    "infinity": (b'{"a": -Infinity}', 1, 7),
    "duplicate key": (b'{"a": 1,\n "a": 2}', 2, 2),
    "duplicate key, spelled otherwise": (rb'{"a": 1, "\u0061": 2}', 1, 10),
    "nul": (rb'{"a": "\u0000"}', 1, 7),
    "lone surrogate": (rb'["\ud800"]', 1, 2),
    "lone surrogate in a key": (rb'{"\udc00": 1}', 1, 2),
    "depth": (b"[" * 100_000, 1, 33),
    "2^63": (b'{"a": 9223372036854775808}', 1, 7),
    "long integer": (b"1" * 5_000, 1, 1),
    "1e400": (b'{"a": 1e400}', 1, 7),
    "byte order mark": (b"\xef\xbb\xbf{}", 1, 1),
    "utf-16": ('{"a": 1}'.encode("utf-16"), 1, 1),
    "latin-2": ('{"a": "ł"}'.encode("iso-8859-2"), 1, 8),
    "raw newline in a text": (b'{"a": "x\ny"}', 1, 9),
    "open string": (b'{"a": "x', 1, 7),
    "comment": (b'{"a": 1} // no', 1, 10),
    "missing colon": (b'{"a" 1}', 1, 6),
    "empty": (b"", 1, 1),
    "single quotes": (b"{'a': 1}", 1, 2),
}
