"""Reading a person by the primary key, as every request does, is reading them as any query does."""

import pytest
from django.db.models import QuerySet

from companies.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_it_is_the_same_person(django_assert_num_queries) -> None:
    person = UserFactory(full_name="Ngô Bảo", language="ko", time_zone="Asia/Seoul")
    with django_assert_num_queries(1):
        quick = User.objects.get(pk=person.pk)
    slow = QuerySet(User).get(pk=person.pk)
    assert quick == slow

    def values(user: User) -> dict[str, object]:
        return {field.attname: getattr(user, field.attname) for field in User._meta.concrete_fields}

    assert values(quick) == values(slow)
    assert (quick._state.db, quick._state.adding) == (slow._state.db, False)
    assert not quick.get_deferred_fields()
    assert User.objects.get(pk=str(person.pk)) == person


@pytest.mark.parametrize("pk", [0, "12345678"])
def test_who_is_not_there(pk: object) -> None:
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=pk)


def test_what_is_no_key_is_refused_as_by_any_query() -> None:
    for people in (User.objects, QuerySet(User)):
        with pytest.raises(ValueError, match="expected a number"):
            people.get(pk="no number")


def test_other_questions_are_answered_as_before() -> None:
    person = UserFactory()
    assert User.objects.get(email=person.email) == person
    assert User.objects.get(pk=person.pk, email=person.email) == person
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=person.pk, email="somebody@else.example")
