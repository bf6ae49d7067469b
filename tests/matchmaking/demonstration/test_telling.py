"""Whom the demonstration tells what: all of it long ago."""

import pytest
from django.core import mail

from events.choices import RegistrationState
from events.domain.registrations import decide_registration
from events.models import Event
from matchmaking.choices import MailState
from matchmaking.demonstration import builder
from matchmaking.models import Notification
from tests import factories


@pytest.mark.django_db(transaction=True)
def test_what_is_told_on_commit_is_not_left_to_send_either(monkeypatch) -> None:
    def build(seed: int) -> list[Event]:
        asks = factories.participant(factories.EventFactory(), state=RegistrationState.SUBMITTED)
        decide_registration(asks, state=RegistrationState.APPROVED, by=None)
        assert not Notification.objects.exists(), "it is told on commit"
        return [asks.event]

    monkeypatch.setattr(builder, "_build", build)
    builder.build_demonstration()
    assert Notification.objects.get().mail_state == MailState.SENT
    assert mail.outbox == []
