"""Who may do what with organisations. Web, API and admin ask for these permissions by name."""

from typing import TYPE_CHECKING, Any

import rules

from companies.choices import MemberRole

if TYPE_CHECKING:
    from companies.models import Organisation, User


def member_roles(user: "User | Any") -> dict[int, str]:
    """The person's role in each of their organisations, by id; read once for the user object."""
    if not user.is_authenticated:
        return {}
    person: Any = user
    if not hasattr(person, "_member_roles"):
        person._member_roles = dict(user.memberships.values_list("organisation_id", "role"))
    roles: dict[int, str] = person._member_roles
    return roles


@rules.predicate
def is_member(user: "User | Any", organisation: "Organisation | None") -> bool:
    """One of the organisation's people; without an organisation: of any."""
    roles = member_roles(user)
    return bool(roles) if organisation is None else organisation.pk in roles


@rules.predicate
def is_owner(user: "User | Any", organisation: "Organisation | None") -> bool:
    roles = member_roles(user)
    if organisation is None:
        return MemberRole.OWNER in roles.values()
    return roles.get(organisation.pk) == MemberRole.OWNER


rules.add_perm("companies.change_organisation", is_owner)
rules.add_perm("companies.manage_members", is_owner)
rules.add_perm("companies.change_statements", is_member)
