"""Owner, representative, stranger, visitor: who may do what with an organisation."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories import MemberFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

TABLE = {
    "companies.change_organisation": {"owner", "superuser"},
    "companies.manage_members": {"owner", "superuser"},
    "companies.change_statements": {"owner", "representative", "superuser"},
}


@pytest.mark.parametrize("permission", TABLE)
@pytest.mark.parametrize(
    "who", ["owner", "representative", "stranger", "elsewhere", "visitor", "superuser", "inactive"]
)
def test_permissions(permission, who):
    organisation = OrganisationFactory()
    people = {
        "owner": lambda: MemberFactory(organisation=organisation, role="owner").user,
        "representative": lambda: MemberFactory(organisation=organisation).user,
        "stranger": UserFactory,
        "elsewhere": lambda: MemberFactory(role="owner").user,
        "visitor": AnonymousUser,
        "superuser": lambda: UserFactory(is_superuser=True),
        "inactive": lambda: UserFactory(is_superuser=True, is_active=False),
    }
    assert people[who]().has_perm(permission, organisation) == (who in TABLE[permission])


def test_roles_are_read_once_for_a_person(django_assert_num_queries):
    member = MemberFactory(role="owner")
    with django_assert_num_queries(1):
        for _ in range(3):
            assert member.user.has_perm("companies.change_organisation", member.organisation)
