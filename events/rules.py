"""Who may do what at an event. Web, API and admin ask for these permissions by name.

Every permission is asked about an event, or about nothing: then it says whether the person has it
for any event, which is what a menu needs to know. Superusers have all of them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import rules

from events.choices import StaffRole

if TYPE_CHECKING:
    from companies.models import User
    from events.models import Event


def staff_roles(user: "User | Any") -> dict[int, str]:
    """The person's role at each event that they work for, by id; read once for the user object."""
    if not user.is_authenticated or not user.is_active:
        return {}
    person: Any = user
    if not hasattr(person, "_staff_roles"):
        person._staff_roles = dict(user.staffed.values_list("event_id", "role"))
    roles: dict[int, str] = person._staff_roles
    return roles


def is_event_staff(*roles: StaffRole) -> rules.Predicate:
    """Works for the event, in one of the roles where roles are named."""
    wanted: Iterable[str] = roles or list(StaffRole)

    def works_for(user: "User | Any", event: "Event | None") -> bool:
        own = staff_roles(user)
        if event is None:
            return any(role in wanted for role in own.values())
        return own.get(event.pk, "") in wanted

    return rules.predicate(works_for, name="_or_".join(wanted))


is_organiser = is_event_staff(StaffRole.ORGANISER)
is_scheduler = is_event_staff(StaffRole.ORGANISER, StaffRole.SCHEDULER)
is_desk = is_event_staff(StaffRole.ORGANISER, StaffRole.SCHEDULER, StaffRole.DESK)
is_any_staff = is_event_staff()

# The event itself, its rules, staff, hosts, delegations.
rules.add_perm("events.change_event", is_organiser)
rules.add_perm("events.view_event", is_any_staff)
# Times, places, programme and visits: what the schedule is made of.
rules.add_perm("events.plan_event", is_scheduler)
# Who takes part.
rules.add_perm("events.decide_registration", is_organiser)
rules.add_perm("events.manage_registrations", is_organiser)
rules.add_perm("events.view_registrations", is_any_staff)
# What happens at the door.
rules.add_perm("events.check_in", is_desk)
