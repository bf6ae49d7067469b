"""Where signing in leads, and in which language a new person reads."""

import pytest
from django.test import Client
from django.utils import timezone

from companies.models import User
from tests.factories import PASSWORD, EventFactory, RepresentativeFactory, UserFactory, participant

pytestmark = pytest.mark.django_db


def signed_in(client: Client, user: User, **more: str) -> str:
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    answers = {"login": user.email, "password": PASSWORD, **more}
    return client.post("/accounts/login/", answers)["Location"]


def test_a_participant_of_one_event_gets_to_the_schedule(client: Client) -> None:
    event = EventFactory(slug="fair")
    EventFactory()  # another one, not theirs
    over = timezone.now().date().replace(year=2020)
    user = participant(event).representatives.get().user
    RepresentativeFactory(registration__event__ends_on=over, registration__event__starts_on=over)
    assert signed_in(client, user) == "/e/fair/me/"


def test_where_one_wanted_to_go_comes_first(client: Client) -> None:
    user = participant(EventFactory()).representatives.get().user
    assert signed_in(client, user, next="/me/") == "/me/"


def test_everybody_else_gets_to_the_list(client: Client) -> None:
    assert signed_in(client, UserFactory()) == "/"


def test_a_new_person_reads_in_the_language_they_signed_up_in(client: Client) -> None:
    client.cookies["django_language"] = "vi"
    client.post("/accounts/signup/", {"email": "an@example.com", "password1": "a-long-Pass-9"})
    assert User.objects.get(email="an@example.com").language == "vi"


def test_a_whole_fair_behind_one_router_signs_in_at_once() -> None:
    """Sixty people from one address within a minute; a guesser of one account is stopped soon."""
    for _person in range(60):
        user = UserFactory()
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        answers = {"login": user.email, "password": PASSWORD}
        assert Client().post("/accounts/login/", answers).status_code == 302
    guessed = {"login": user.email, "password": "wrong"}
    for _guess in range(5):
        assert Client().post("/accounts/login/", guessed).status_code == 200
    right = Client().post("/accounts/login/", {**guessed, "password": PASSWORD})
    assert "There were too many tries" in right.content.decode()
