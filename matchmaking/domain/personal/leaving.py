"""Deleting an account: at once, in one transaction, for good.

What others need stays without the person: their meetings, requests and outcomes belong to “a former
participant”. What only the person needed goes. See docs/decisions/0004.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import PROTECT, RESTRICT, FileField
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.choices import JoinRequestState, MemberRole
from companies.domain.errors import DomainError
from companies.domain.join_requests import decline_join_request
from companies.models import Invitation, Member, Organisation, User
from events.choices import RegistrationState, StaffRole
from events.domain.registrations import withdraw_registration
from events.models import Appearance, Event, Registration, Representative, Staff
from matchmaking.choices import Action, NotificationKind
from matchmaking.domain.activity import log_activity
from matchmaking.domain.personal.inventory import DELETED, FORGETS, INVENTORY, rows_of
from matchmaking.domain.personal.seats import MeetingsLeft, leave_meetings, meetings_left_by
from matchmaking.domain.personal.texts import NOBODY, take_out
from matchmaking.domain.request_endings import close_requests_of
from matchmaking.domain.schedules import cancel_meetings_of
from matchmaking.models import Notification

# What is left of a person's row, or set anew; every other column is emptied.
STAYS = frozenset(
    {
        "id",
        "email",
        "password",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "date_joined",
        "last_login",
        "deleted_at",
    }
)
GONE = (RegistrationState.WITHDRAWN, RegistrationState.REJECTED)


@dataclass(frozen=True)
class Leaving:
    """What deleting the account does, to be read before. `refusals` say what must be done first.

    `alone` are organisations that have nobody else, `withdrawn` their registrations for events
    that are not over; `meetings` what becomes of meetings to come in other organisations.
    """

    refusals: list[str]
    alone: list[Organisation]
    withdrawn: list[Registration]
    memberships: list[Member]
    meetings: MeetingsLeft = field(default_factory=MeetingsLeft)


def look_at_leaving(person: User, *, now: datetime | None = None) -> Leaving:
    """What `delete_account` would do now; changes nothing."""
    now = now or timezone.now()
    alone = organisations_alone(person)
    return Leaving(
        refusals=_refusals(person, now),
        alone=alone,
        withdrawn=_registrations_to_withdraw(alone, now),
        memberships=list(
            person.memberships.exclude(organisation__in=alone).select_related("organisation")
        ),
        meetings=meetings_left_by(person, now),
    )


def delete_account(person: User, *, now: datetime | None = None) -> None:
    """Delete the account. Refuses with `last_owner` or `last_organiser` where somebody else has to
    take over first; then nothing is changed.

    Locks the person, their organisations, then the events to come, in the order of ids: a run that
    stores its schedule, and somebody who publishes one, do so before or after. A run that is
    computing leaves out whom it no longer finds.
    """
    now = now or timezone.now()
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if person.deleted_at is not None:
            return
        _lock(person, now)
        if refusals := _refusals(person, now):
            raise DomainError(" ".join(refusals), code="hand_over_first")
        words = [person.email, person.full_name, person.phone]
        for organisation in organisations_alone(person):
            _leave_alone(organisation, person.full_name, now)
        leave_meetings(person, now)
        _forget_rows(person, now)
        _end_sessions(person)
        _empty(person, now)
        take_out(words)
        log_activity(Action.PERSON_DELETED)
        if not _is_needed(person):
            person.delete()


def organisations_alone(person: User) -> list[Organisation]:
    """Organisations whose only member is the person."""
    own = Organisation.objects.of(person).distinct().prefetch_related("members").order_by("pk")
    return [organisation for organisation in own if len(organisation.members.all()) == 1]


def _lock(person: User, now: datetime) -> None:
    """No key is locked: whoever publishes holds the event and writes a message to the person, which
    asks for the key of their row."""
    own = Organisation.objects.filter(members__user=person).values("pk")
    list(Organisation.objects.filter(pk__in=own).order_by("pk").select_for_update(no_key=True))
    events = Registration.objects.filter(organisation__in=own).values("event")
    represented = Representative.objects.filter(user=person).values("event")
    mine = Event.objects.filter(pk__in=events) | Event.objects.filter(pk__in=represented)
    ids = mine.filter(ends_on__gte=now.date()).values_list("pk", flat=True)
    list(Event.objects.filter(pk__in=set(ids)).order_by("pk").select_for_update(no_key=True))


def _refusals(person: User, now: datetime) -> list[str]:
    sentences = []
    for member in person.memberships.filter(role=MemberRole.OWNER).select_related("organisation"):
        others = member.organisation.members.exclude(pk=member.pk)
        if others.exists() and not others.filter(role=MemberRole.OWNER).exists():
            sentences.append(
                _("You are the only owner of %(organisation)s. Make somebody else an owner first.")
                % {"organisation": member.organisation}
            )
    organised = Staff.objects.filter(user=person, role=StaffRole.ORGANISER).select_related("event")
    for staff in organised.filter(event__ends_on__gte=now.date()):
        organisers = Staff.objects.filter(event=staff.event, role=StaffRole.ORGANISER)
        if not organisers.exclude(pk=staff.pk).exists():
            sentences.append(
                _("You are the only organiser of %(event)s. Make somebody else one first.")
                % {"event": staff.event}
            )
    return sentences


def _registrations_to_withdraw(alone: list[Organisation], now: datetime) -> list[Registration]:
    return list(
        Registration.objects.filter(organisation__in=alone, event__ends_on__gte=now.date())
        .exclude(state__in=GONE)
        .select_related("event", "organisation")
        .order_by("pk")
    )


def _leave_alone(organisation: Organisation, name: str, now: datetime) -> None:
    """An organisation that nobody is left of: out of what is to come, and empty but for what the
    schedules and figures of others refer to."""
    drafts = organisation.registrations.filter(state=RegistrationState.DRAFT, submitted_at=None)
    drafts.delete()  # nobody but the person has seen them
    for registration in _registrations_to_withdraw([organisation], now):
        withdraw_registration(registration, by=None)
        # The others learn of it in this transaction, not after it.
        cancel_meetings_of(registration)
        close_requests_of(registration)
    _delete_file(organisation, "logo")
    organisation.statements.all().delete()
    _forget_joining(organisation)
    if not _has_history(organisation):
        organisation.delete()
        return
    organisation.registrations.update(is_listed=False, is_public=False, state_reason="")
    for column in ("tagline", "description", "website", "logo", "city"):
        setattr(organisation, column, "")
    if name and name.casefold() in organisation.name.casefold():
        organisation.name = NOBODY  # somebody who traded under their own name
    organisation.save()


def _forget_joining(organisation: Organisation) -> None:
    """Whom nobody can let in any more: the invited, whose mails are forgotten with them, and those
    who ask, who are told no."""
    for invitation in organisation.invitations.all():
        key = f"invitation:{invitation.pk}:"
        Notification.objects.filter(kind=NotificationKind.INVITATION, key__startswith=key).delete()
    organisation.invitations.all().delete()
    for join_request in organisation.join_requests.filter(state=JoinRequestState.PENDING):
        decline_join_request(join_request, by=None)


def _has_history(organisation: Organisation) -> bool:
    """Whether rows that others need point at it: those that forbid to delete it, and memoranda."""
    return any(
        relation.related_model._default_manager.filter(  # type: ignore[union-attr]
            **{relation.field.name: organisation}
        ).exists()
        for relation in organisation._meta.related_objects
        if relation.many_to_many or relation.on_delete in {PROTECT, RESTRICT}
    )


def _forget_rows(person: User, now: datetime) -> None:
    """Every relation of the inventory: its rows go, or stay and name nobody."""
    Appearance.objects.filter(user=person).update(name=NOBODY, job_title="", topic="")
    Representative.objects.filter(user=person).update(job_title="", languages=[])
    coming = Representative.objects.filter(user=person, event__ends_on__gte=now.date())
    coming.update(takes_meetings=False)
    for relation, entry in INVENTORY.items():
        column = relation.rsplit(".", 1)[1]
        rows = rows_of(relation, person)
        if relation == "matchmaking.MeetingRequest.wished_people":
            for representative in Representative.objects.filter(user=person):
                representative.wished_in.clear()
        elif entry.leaving == DELETED:
            _delete_files(rows)
            rows.order_by().delete()
        elif entry.leaving == FORGETS:
            rows.order_by().update(**{column: None})
    Notification.objects.filter(address__iexact=person.email).delete()
    Invitation.objects.filter(email__iexact=person.email).delete()
    Representative.objects.filter(user=person, seats=None, event__ends_on__gte=now.date()).delete()


def _delete_files(rows: object) -> None:
    model = rows.model  # type: ignore[attr-defined]
    columns = [c.name for c in model._meta.concrete_fields if hasattr(c, "upload_to")]
    for column in columns:
        for row in rows:  # type: ignore[attr-defined]
            _delete_file(row, column)


def _delete_file(row: object, column: str) -> None:
    """The file goes once the transaction stands."""
    upload = getattr(row, column)
    if upload:
        transaction.on_commit(partial(_remove, upload.storage, upload.name), robust=True)


def _remove(storage: Storage, name: str) -> None:
    storage.delete(name)


def _end_sessions(person: User) -> None:
    """Every session, those of other devices too, with the copies that the cache has of them. The
    changed password ends what is missed."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            transaction.on_commit(store(session.session_key).delete, robust=True)
            session.delete()


def _empty(person: User, now: datetime) -> None:
    """What is left of the person: a row that says that there was somebody."""
    for column in person._meta.concrete_fields:
        if column.name not in STAYS:
            if isinstance(column, FileField):
                _delete_file(person, column.name)
            setattr(person, column.attname, None if column.null else "")
    person.email = f"{uuid.uuid4().hex}@deleted.invalid"
    person.set_unusable_password()
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login, person.deleted_at = None, now
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


def _is_needed(person: User) -> bool:
    """Whether a row of others holds on to the person's: a seat, or what they did in the admin."""
    kept = [name for name, entry in INVENTORY.items() if entry.leaving not in {DELETED, FORGETS}]
    return any(rows_of(name, person).exists() for name in kept)
