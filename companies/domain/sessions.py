"""Sessions that are over."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone


@transaction.atomic
def forget_old_sessions() -> int:
    """Delete sessions that have expired, and from where and with which browser people used those
    that are no longer there; returns how many sessions."""
    number, _by_model = Session.objects.filter(expire_date__lte=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return number
