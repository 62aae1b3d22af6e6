"""The 21 presets are points of the axes, each a different one."""

import pytest

from domain.qualifiers import PRESETS, Lifecycle, Qualifier, SuccessEffect, TimeSource, Visibility


def test_each_of_the_21_presets_is_another_point() -> None:
    assert len(PRESETS) == len(set(PRESETS.values())) == 21


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("none", Qualifier()),
        ("success-confirm-private", Qualifier(SuccessEffect.CREDIT, Lifecycle.CONFIRM, Visibility.PRIVATE)),
        ("cancel-success-and-close", Qualifier(SuccessEffect.REVOKE, Lifecycle.TERMINAL)),
        (
            "success-callback-public-absolute",
            Qualifier(SuccessEffect.CREDIT, Lifecycle.CALLBACK, Visibility.PUBLIC, TimeSource.ABSOLUTE),
        ),
    ],
)
def test_preset_spells_its_axes(name: str, point: Qualifier) -> None:
    assert PRESETS[name] == point
