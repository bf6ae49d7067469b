"""A refusal is a sentence; a violated constraint becomes one, anything else stays a mistake."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy

from companies.domain.errors import DomainError, refusing, violated_constraint
from companies.models import Member
from tests.factories import MemberFactory


def test_the_sentence_is_in_the_readers_language():
    refusal = DomainError(gettext_lazy("Yes"), code="agreed")
    with translation.override("vi"):
        assert str(refusal) == "Có"
    with translation.override("en"):
        assert str(refusal) == "Yes"
    assert refusal.code == "agreed"
    assert DomainError("No.").code == "refused"


@pytest.mark.django_db
def test_a_named_constraint_is_refused_and_the_transaction_goes_on():
    member = MemberFactory()
    with transaction.atomic():
        with (
            pytest.raises(DomainError, match=r"Twice\.") as caught,
            refusing({"member_once": "Twice."}),
        ):
            Member.objects.create(organisation=member.organisation, user=member.user)
        assert Member.objects.count() == 1
    assert caught.value.code == "member_once"


@pytest.mark.django_db
def test_other_violations_pass_through():
    member = MemberFactory()
    with pytest.raises(IntegrityError) as caught, refusing({"something_else": "Never."}):
        Member.objects.create(organisation=member.organisation, user=member.user)
    assert violated_constraint(caught.value) == "member_once"
    assert violated_constraint(IntegrityError()) == ""


@pytest.mark.django_db
def test_where_nothing_is_named_there_is_no_savepoint(django_assert_num_queries):
    with django_assert_num_queries(1), refusing({}):
        Member.objects.count()
    with pytest.raises(ZeroDivisionError), refusing({}):
        raise ZeroDivisionError
