"""What follows from changes: once for each, or once for all of a transaction."""

import pytest
from django.db import transaction

from companies.domain.committing import after_commit, followed_up_at_once
from companies.domain.organisations import change_organisation
from companies.domain.people import create_person
from companies.models import User
from companies.signals import profile_changed
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls():
    return []


@pytest.fixture
def follow_up(calls):
    def note(ids):
        calls.append(ids)

    return note


def test_each_change_is_followed_up_once_it_is_committed(
    calls, follow_up, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        after_commit(follow_up, 1, 2)
        after_commit(follow_up, 3)
        assert calls == []
    assert calls == [{1, 2}, {3}]


def test_many_changes_are_followed_up_at_once(calls, follow_up, django_capture_on_commit_callbacks):
    def other(ids):
        calls.append(("other", ids))

    with django_capture_on_commit_callbacks(execute=True):
        with followed_up_at_once():
            after_commit(follow_up, 1)
            after_commit(other, 3)
            after_commit(follow_up, 2, 1)
        assert calls == []
    assert calls == [{1, 2}, ("other", {3})]


def test_nothing_follows_from_what_was_taken_back(
    calls, follow_up, django_capture_on_commit_callbacks
):
    def fail():
        with followed_up_at_once():
            after_commit(follow_up, 1)
            create_person(email="gone@demo.example")
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ZeroDivisionError):
            fail()
        after_commit(follow_up, 2)
    assert calls == [{2}]
    assert not User.objects.filter(email="gone@demo.example").exists()


def test_profiles_that_change_together_are_told_together(calls, django_capture_on_commit_callbacks):
    def listen(organisations, **_kwargs):
        calls.append(organisations)

    profile_changed.connect(listen)
    one, other = OrganisationFactory.create_batch(2)
    try:
        with django_capture_on_commit_callbacks(execute=True), followed_up_at_once():
            for organisation in (one, other, one):
                change_organisation(organisation, by=None, tagline="Another")
    finally:
        profile_changed.disconnect(listen)
    assert calls == [{one.pk, other.pk}]


def test_a_follow_up_that_fails_is_logged_and_spoils_nothing(
    calls, follow_up, django_capture_on_commit_callbacks, caplog
):
    def fail(ids):
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        after_commit(fail, 1)
        after_commit(follow_up, 2)
    assert calls == [{2}]
    assert "call" in caplog.text
