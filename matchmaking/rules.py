"""Who may do what with requests, runs, versions and meetings. Web, API and admin ask here."""

import rules

from companies.models import User
from events.choices import StaffRole
from events.models import Event, Registration
from matchmaking.models import Meeting, MeetingRequest, Run, ScheduleVersion


def _is_member(user: User, registration: Registration) -> bool:
    return bool(
        user.is_authenticated and registration.organisation.members.filter(user_id=user.pk).exists()
    )


def _works_for(user: User, event: Event, *roles: StaffRole) -> bool:
    return bool(
        user.is_authenticated
        and (
            user.is_superuser
            or event.staff.filter(user_id=user.pk, role__in=roles or StaffRole.values).exists()
        )
    )


@rules.predicate
def represents(user: User, registration: Registration) -> bool:
    """The person belongs to the registration's organisation."""
    return _is_member(user, registration)


@rules.predicate
def is_sender(user: User, request: MeetingRequest) -> bool:
    """The person belongs to the organisation that asks."""
    return _is_member(user, request.sender)


@rules.predicate
def is_receiver(user: User, request: MeetingRequest) -> bool:
    """The person belongs to the organisation that is asked."""
    return _is_member(user, request.receiver)


@rules.predicate
def schedules_event(user: User, thing: Event | Run | ScheduleVersion) -> bool:
    """The person is an organiser or a scheduler of the event, or of the event of the thing."""
    event = thing if isinstance(thing, Event) else thing.event
    return _works_for(user, event, StaffRole.ORGANISER, StaffRole.SCHEDULER)


@rules.predicate
def takes_part_in_meeting(user: User, meeting: Meeting) -> bool:
    """The person belongs to one of the two organisations that meet."""
    return _is_member(user, meeting.registration_a) or _is_member(user, meeting.registration_b)


rules.add_perm("matchmaking.send_request", represents)
rules.add_perm("matchmaking.view_request", is_sender | is_receiver)
rules.add_perm("matchmaking.answer_request", is_receiver)
rules.add_perm("matchmaking.withdraw_request", is_sender)
rules.add_perm("matchmaking.record_outcome", takes_part_in_meeting)
rules.add_perm("matchmaking.run_matching", schedules_event)
rules.add_perm("matchmaking.publish_version", schedules_event)
