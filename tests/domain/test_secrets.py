"""Knows what is taken for a secret that somebody pasted."""

import pytest

from domain.secrets import looks_secret, pasted_secrets, secrets_named


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Authorization", "Bearer abc"),
        ("authorization", "Basic dXNlcjpoYXNsbw=="),
        ("password", "hunter2"),
        ("X-Api-Key", "1"),
        ("client_secret", "s"),
        ("hasło", "tajne"),
        ("body", "sk_live_4eC39HqLyjWDarjtT1zdp7dc"),
        ("note", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
        ("note", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sig"),
        ("note", "-----BEGIN RSA PRIVATE KEY-----"),
        ("url", "https://ala:kot@example.com/"),
        ("url", "https://hooks.example.com/T0/B0/xK9fQ2mZ7vLpR4tYwB3nD8sC"),
        ("authorization", "secret://token plus-more"),
    ],
)
def test_a_pasted_secret_is_noticed(key: str, value: str):
    assert looks_secret(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("authorization", "Bearer secret://bramka"),
        ("authorization", "secret://bramka"),
        ("password", "{{ record.haslo }}"),
        ("x-idempotency-key", "{key}"),
        ("account", "AC0123456789abcdef0123456789abcdef"),
        ("id", "0199f1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"),
        ("hash", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ("text", "Konstantynopolitańczykowianeczka-i-inni-w-2026-roku"),
        ("url", "https://adeplus.gls-poland.com/adeplus/pm1/ade_webapi2.php"),
        ("token_url", "https://example.com/token"),
        ("senders", "Firma"),
        ("authorization", ""),
    ],
)
def test_what_is_no_secret_is_let_through(key: str, value: str):
    assert not looks_secret(key, value)


def test_every_place_of_a_document_is_looked_at():
    document = {
        "headers": {"authorization": "Bearer x"},
        "list": [{"token": "y"}, {"token": "secret://z"}],
        "n": 1,
    }
    assert pasted_secrets(document) == ["headers.authorization", "list.0.token"]
    assert secrets_named(document) == {"z"}
