"""Sessions that are over are forgotten, with where and how they were used."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from companies.domain.sessions import forget_old_sessions
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_what_has_expired_goes_and_the_rest_stays() -> None:
    person = UserFactory()
    for key, hours in (("over", -1), ("alive", 1)):
        expires = timezone.now() + timedelta(hours=hours)
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    for key in ("over", "alive", "signed-out"):
        UserSession.objects.create(
            user=person, session_key=key, ip="192.0.2.1", user_agent="a browser"
        )
    assert forget_old_sessions() == 1
    assert [row.session_key for row in Session.objects.all()] == ["alive"]
    assert [row.session_key for row in UserSession.objects.all()] == ["alive"]
