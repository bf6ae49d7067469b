"""What entries of the log speak of: names, read once for any number of entries.

One query for each kind of row that the entries name. Whoever is gone is missing here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from companies.models import Organisation, User
from events.models import Registration, Representative
from matchmaking.models import (
    Activity,
    Meeting,
    MeetingNotice,
    MeetingRequest,
    Notification,
    Outcome,
    ScheduleVersion,
)

REGISTRATIONS = ("sender", "receiver", "a", "b", "left")
"""What `before` and `after` call ids of registrations."""


@dataclass
class Facts:
    """What the subjects of entries are, by id, and the names of all that they and entries name."""

    requests: dict[int, tuple[int, int]] = field(default_factory=dict)  # sender, receiver
    outcomes: dict[int, tuple[int, int]] = field(default_factory=dict)  # whose, the other side
    notices: dict[int, tuple[int, UUID]] = field(default_factory=dict)  # representative, meeting
    mails: dict[int, tuple[str, int | None]] = field(default_factory=dict)  # what, recipient
    versions: dict[int, int] = field(default_factory=dict)  # number
    meetings: dict[UUID, tuple[int, int]] = field(default_factory=dict)  # both sides
    representatives: dict[int, tuple[int, int]] = field(default_factory=dict)  # user, registration
    companies: dict[int, str] = field(default_factory=dict)  # by registration
    organisations: dict[int, str] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)


def read_facts(entries: Collection[Activity]) -> Facts:
    subjects: dict[str, set[int]] = defaultdict(set)
    named: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.subject_id is not None:
            subjects[entry.subject_type].add(entry.subject_id)
        if entry.acted_for_id is not None:
            named["company"].add(entry.acted_for_id)
        for data in (entry.before, entry.after):
            for name, value in data.items():
                if isinstance(value, int):
                    named[name].add(value)
    facts = Facts()
    _read_subjects(facts, subjects)
    _read_representatives(facts, named["representative"])
    _read_names(facts, subjects, named)
    return facts


def _read_subjects(facts: Facts, subjects: dict[str, set[int]]) -> None:
    requests = subjects["matchmaking.meetingrequest"]
    for pk, *pair in _rows(MeetingRequest, requests, "sender_id", "receiver_id"):
        facts.requests[pk] = (pair[0], pair[1])
    sides = ("registration_id", "meeting__registration_a_id", "meeting__registration_b_id")
    for pk, whose, a, b in _rows(Outcome, subjects["matchmaking.outcome"], *sides):
        facts.outcomes[pk] = (whose, b if whose == a else a)
    notices = subjects["matchmaking.meetingnotice"]
    for pk, person, uid in _rows(MeetingNotice, notices, "representative_id", "meeting_uid"):
        facts.notices[pk] = (person, uid)
    for pk, number in _rows(ScheduleVersion, subjects["matchmaking.scheduleversion"], "number"):
        facts.versions[pk] = number
    mails = subjects["matchmaking.notification"]
    for pk, kind, recipient in _rows(Notification, mails, "kind", "recipient_id"):
        facts.mails[pk] = (Notification(kind=kind).get_kind_display(), recipient)


def _read_representatives(facts: Facts, named: set[int]) -> None:
    """Who said something of which meeting, and between whom that is."""
    wanted = named | {person for person, _uid in facts.notices.values()}
    for pk, user, registration in _rows(Representative, wanted, "user_id", "registration_id"):
        facts.representatives[pk] = (user, registration)
    uids = {uid for _person, uid in facts.notices.values()}
    if uids:
        rows = Meeting.objects.filter(uid__in=uids).order_by("version__number")
        for uid, a, b in rows.values_list("uid", "registration_a_id", "registration_b_id"):
            facts.meetings[uid] = (a, b)


def _read_names(facts: Facts, subjects: dict[str, set[int]], named: dict[str, set[int]]) -> None:
    registrations = {
        *subjects["events.registration"],
        *named["company"],
        *(pk for name in REGISTRATIONS for pk in named[name]),
        *(
            pk
            for pairs in (facts.requests, facts.outcomes, facts.meetings)
            for pair in pairs.values()
            for pk in pair
        ),
        *(registration for _user, registration in facts.representatives.values()),
    }
    facts.companies = dict(_rows(Registration, registrations, "organisation__name"))
    organisations = subjects["companies.organisation"] | named["organisation"]
    facts.organisations = dict(_rows(Organisation, organisations, "name"))
    people = {
        *named["leader"],
        *(user for user, _registration in facts.representatives.values()),
        *(recipient for _kind, recipient in facts.mails.values() if recipient is not None),
    }
    if people:
        found = User.objects.filter(pk__in=people)
        facts.people = {person.pk: person.public_name for person in found}


def _rows(model: type[Model], ids: Iterable[int], *columns: str) -> Iterator[Any]:
    """Id and columns of those of the rows that are still there; no query where none is wanted."""
    if wanted := sorted(ids):
        rows = model._default_manager.filter(pk__in=wanted).order_by()
        yield from rows.values_list("pk", *columns)
