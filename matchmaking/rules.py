"""Who may do what with requests, runs, versions and meetings. Web, API and admin ask for these
permissions by name, about the object that the permission names. Superusers have all of them.
"""

from typing import TYPE_CHECKING, Any

import rules

from companies.rules import is_member
from events.models import Event
from events.rules import is_scheduler

if TYPE_CHECKING:
    from companies.models import User
    from events.models import Registration
    from matchmaking.models import Meeting, MeetingRequest, Run, ScheduleVersion


@rules.predicate
def represents(user: "User | Any", registration: "Registration | None") -> bool:
    """Belongs to the registration's organisation."""
    return registration is not None and is_member(user, registration.organisation)


@rules.predicate
def is_sender(user: "User | Any", request: "MeetingRequest | None") -> bool:
    """Belongs to the organisation that asks."""
    return request is not None and represents(user, request.sender)


@rules.predicate
def is_receiver(user: "User | Any", request: "MeetingRequest | None") -> bool:
    """Belongs to the organisation that is asked."""
    return request is not None and represents(user, request.receiver)


@rules.predicate
def meets(user: "User | Any", meeting: "Meeting | None") -> bool:
    """Belongs to one of the two organisations that meet."""
    return meeting is not None and (
        represents(user, meeting.registration_a) or represents(user, meeting.registration_b)
    )


@rules.predicate
def schedules(user: "User | Any", thing: "Event | Run | ScheduleVersion | None") -> bool:
    """Organiser or scheduler of the event, or of the event that a run or version is of."""
    event = thing if thing is None or isinstance(thing, Event) else thing.event
    return bool(is_scheduler(user, event))


@rules.predicate
def leads(user: "User | Any", registration: "Registration | None") -> bool:
    """Leads the delegation that the registration is in."""
    delegation = registration.delegation if registration is not None else None
    return delegation is not None and user.is_authenticated and delegation.leader_id == user.pk


@rules.predicate
def is_allowed_leader(user: "User | Any", registration: "Registration | None") -> bool:
    """Leads its delegation, and the company allows this person to act for it."""
    return (
        registration is not None
        and registration.is_approved
        and leads(user, registration)
        and registration.acting_leader_id == user.pk
    )


rules.add_perm("matchmaking.view_led", leads)
rules.add_perm("matchmaking.act_for", is_allowed_leader)
rules.add_perm("matchmaking.send_request", represents)
rules.add_perm("matchmaking.mark_counterpart", represents)
rules.add_perm("matchmaking.view_request", is_sender | is_receiver)
rules.add_perm("matchmaking.answer_request", is_receiver)
rules.add_perm("matchmaking.withdraw_request", is_sender)
rules.add_perm("matchmaking.record_outcome", meets)
rules.add_perm("matchmaking.run_matching", schedules)
rules.add_perm("matchmaking.publish_version", schedules)
