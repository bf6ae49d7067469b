"""A new question: whom it asks."""

import pytest
from django.urls import reverse

from events.models import Question
from tests.factories import EventFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(db):
    events = [EventFactory(pairing="two_sided"), EventFactory(pairing="two_sided")]
    for event in events:
        event.sides.create(code="local", name=f"Hosts of {event.pk}")
    return events


def test_sides_are_offered_once_the_event_is_known(client, events):
    client.force_login(UserFactory(is_superuser=True))
    one, other = events
    nobody_knows = client.get(reverse("admin:events_question_add")).content.decode()
    assert "Hosts of" not in nobody_knows
    known = client.get(f"{reverse('admin:events_question_add')}?event={one.pk}").content.decode()
    assert f"Hosts of {one.pk}" in known
    assert f"Hosts of {other.pk}" not in known


def test_who_works_for_one_event_sees_its_sides_at_once(client, events):
    client.force_login(StaffFactory(event=events[0]).user)
    page = client.get(reverse("admin:events_question_add")).content.decode()
    assert f"Hosts of {events[0].pk}" in page


@pytest.mark.parametrize("kind", ["short_text", "one_of"])
def test_adding_leads_on_to_what_could_not_be_chosen_yet(client, events, kind):
    client.force_login(UserFactory(is_superuser=True))
    sent = {"event": events[0].pk, "text_en": "Will you bring a sample?", "kind": kind}
    response = client.post(reverse("admin:events_question_add"), {**sent, "position": 0})
    question = Question.objects.get()
    assert response["Location"].startswith(
        reverse("admin:events_question_change", args=[question.pk])
    )
    assert f"Hosts of {events[0].pk}" in client.get(response["Location"]).content.decode()


def test_where_nothing_is_left_to_choose_the_list_follows(client):
    event = EventFactory()
    client.force_login(StaffFactory(event=event).user)
    sent = {
        "event": event.pk,
        "text_en": "Will you bring a sample?",
        "kind": "short_text",
        "position": 0,
    }
    response = client.post(reverse("admin:events_question_add"), sent)
    assert response["Location"] == reverse("admin:events_question_changelist")
