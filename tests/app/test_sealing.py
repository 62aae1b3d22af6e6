"""Knows that a secret at rest is readable by its own installation, under its own name, and by nobody else."""

import pytest

from app.sealing import InstallationSeal, SecretUnreadable

KEY, OTHER = bytes(range(32)), bytes(32)


def test_a_secret_comes_back_under_its_name():
    seal = InstallationSeal(KEY)
    sealed = seal.closed("bramka", "zażółć")
    assert seal.opened("bramka", sealed) == "zażółć"
    assert "zażółć".encode() not in sealed
    assert sealed != seal.closed("bramka", "zażółć")


@pytest.mark.parametrize(
    ("key", "name", "cut"), [(OTHER, "bramka", None), (KEY, "inna", None), (KEY, "bramka", -1)]
)
def test_a_secret_of_another_key_name_or_length_is_not_read(key: bytes, name: str, cut: int | None):
    sealed = InstallationSeal(KEY).closed("bramka", "tajne")
    with pytest.raises(SecretUnreadable):
        InstallationSeal(key).opened(name, sealed[:cut])
