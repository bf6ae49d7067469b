"""People at the admin's door, and an event that has a row of every kind."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from companies.models import User
from events.choices import SessionAudience, StaffRole
from events.domain.programme import record_memorandum, sign_up
from events.domain.questions import add_question, answer_questions
from events.domain.visits import take_seat
from events.models import Event, Host, Walk
from tests.factories import (
    AbsenceFactory,
    AppearanceFactory,
    DelegationFactory,
    HallFactory,
    InterpreterFactory,
    OrganisationFactory,
    PhaseFactory,
    SessionFactory,
    SideFactory,
    SiteVisitFactory,
    StaffFactory,
    UserFactory,
    moment,
    ready_event,
    span,
)


def full_event(**fields: object) -> Event:
    """An event with at least one row of every model of the app."""
    event = ready_event(participants=3, slots=2, tables=2, **fields)
    PhaseFactory(event=event)
    SideFactory(event=event, code="local")
    Host.objects.create(event=event, organisation=OrganisationFactory())
    hall = event.tables.first().hall
    other = HallFactory(venue=hall.venue)
    Walk.objects.create(event=event, start=hall, end=other, minutes=4)
    delegation = DelegationFactory(event=event)
    registration = event.registrations.first()
    registration.delegation = delegation
    registration.save()
    person = registration.representatives.first()
    session = SessionFactory(
        event=event,
        audience=SessionAudience.SIGNED_UP,
        hall=hall,
        during=span(moment(event, 14), 60),
    )
    witness = AppearanceFactory(session=session, role="witness")
    sign_up(session, person)
    record_memorandum(
        session,
        subject="Street lights",
        parties=[each.organisation for each in event.registrations.all()[:2]],
        witnesses=[witness],
    )
    visit = SiteVisitFactory(event=event, during=span(moment(event, 16), 60))
    take_seat(visit, person)
    question = add_question(
        event, text="Do you bring samples?", kind="one_of", choices=["Yes", "No"]
    )
    answer_questions(registration, {question.pk: [question.choices.first().pk]}, by=None)
    AbsenceFactory(representative=person, during=span(moment(event, 9) + timedelta(hours=3), 30))
    InterpreterFactory(event=event)
    return event


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def organiser_of() -> Callable[[Event], User]:
    def make(event: Event, role: StaffRole = StaffRole.ORGANISER) -> User:
        user: User = UserFactory()
        StaffFactory(event=event, user=user, role=role)
        return user

    return make
