"""People are known by their address, whatever its case, and whoever comes first."""

import pytest
from allauth.account.models import EmailAddress

from companies.domain import people
from companies.domain.errors import DomainError
from companies.domain.people import create_person
from companies.models import User
from tests.factories import UserFactory
from tests.matchmaking.threads import at_once, meeting_point


@pytest.mark.django_db
def test_a_new_person_signs_in_by_a_code():
    person = create_person(email=" An@Example.com ", full_name="An Nguyễn", language="vi")
    assert (person.email, person.full_name, person.language) == (
        "an@example.com",
        "An Nguyễn",
        "vi",
    )
    assert not person.has_usable_password()
    assert not EmailAddress.objects.filter(verified=True).exists()


@pytest.mark.django_db
def test_a_password_and_a_confirmed_address():
    person = create_person(
        email="an@example.com", password="long-enough", has_confirmed_address=True
    )
    assert person.check_password("long-enough")
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("an@example.com", True, True)


@pytest.mark.django_db
def test_a_known_person_is_returned_unchanged():
    known = UserFactory(email="an@example.com", full_name="An")
    assert create_person(email="AN@EXAMPLE.com", full_name="Other", password="x") == known
    known.refresh_from_db()
    assert known.full_name == "An"
    assert not known.check_password("x")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "nobody"}, "Email address"),
        ({"email": ""}, "Email address"),
        ({"email": "a@b.example", "language": "tlh"}, "Language"),
        ({"email": "a@b.example", "time_zone": "Mars/Olympus"}, "Asia/Ho_Chi_Minh"),
        ({"email": "a@b.example", "full_name": "x" * 151}, "Full name"),
    ],
)
def test_what_is_no_person_is_refused(fields, words):
    with pytest.raises(DomainError, match=words):
        create_person(**fields)
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_person(monkeypatch):
    wait = meeting_point()
    check = people.require_valid

    def check_and_wait(person):
        check(person)
        wait()

    monkeypatch.setattr(people, "require_valid", check_and_wait)
    made = at_once(*[lambda: create_person(email="an@example.com")] * 2)
    assert User.objects.count() == 1
    assert {person.pk for person in made} == {User.objects.get().pk}
