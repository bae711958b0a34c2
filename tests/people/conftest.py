"""A district to live in, and the text messages that were sent."""

import pytest

from tests.people.cast import a_place


@pytest.fixture
def place(db: None) -> None:
    a_place()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """Every code that went to a phone, instead of a phone."""
    from redvest.people.services import codes

    messages: list[dict[str, str]] = []
    monkeypatch.setattr(codes, "deliver", lambda **message: messages.append(message))
    return messages


@pytest.fixture
def no_second_factor(settings) -> None:
    """The second factor of staff has tests of its own."""
    settings.STAFF_MFA = False
