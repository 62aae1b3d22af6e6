"""A replay of a call as it is printed for people."""

import pytest

from app.replaying import tell

CALL = {
    "steps": [
        {
            "number": 1,
            "at": "2026-10-26T09:00:00Z",
            "words": {"en": "the call began", "pl": "rozmowa się zaczęła"},
            "way": [{"target": "zgoda/pytanie", "path": ["blocks", "zgoda"], "line": 8, "column": 3}],
            "orders": [{"words": {"en": "It says “x”.", "pl": "Słychać „x”."}}],
        }
    ],
    "divergence": {"step": 1, "words": {"en": "It goes elsewhere.", "pl": "Idzie gdzie indziej."}},
}


def test_every_exit_of_a_call_is_printed_with_its_place(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CENTRALKA_LANGUAGE", "en")
    tell(CALL, "text")
    assert capsys.readouterr().out.splitlines() == [
        "1. 2026-10-26T09:00:00 the call began",
        "   → zgoda/pytanie [blocks.zgoda] 8:3",
        "   It says “x”.",
        "Step 1 differs. It goes elsewhere.",
    ]
