"""Events: their rules, phases, hosts, staff, sides and delegations."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.domain.errors import DomainError
from companies.domain.storing import spread_translations, store, store_changes
from companies.models import Organisation, User
from events.choices import HostRole, PhaseKind, StaffRole
from events.domain.days import bounds, event_span, say_day
from events.domain.times import change_block
from events.models import Delegation, Event, Host, Phase, Session, Side, SiteVisit, Staff

EVENT_FIELDS = frozenset(
    {
        "slug",
        "name",
        "summary",
        "description",
        "mode",
        "time_zone",
        "starts_on",
        "ends_on",
        "country",
        "city",
        "is_public",
        "logo",
        "accent",
        "pairing",
        "same_delegation_meets",
        "slot_minutes",
        "break_minutes",
        "request_quota",
        "meeting_minimum",
        "meeting_maximum",
        "suggests_meetings",
        "is_fair",
        "registration_needs_approval",
    }
)
EVENT_SENTENCES = {
    "events_event_slug_key": gettext_lazy("Another event has this address. Choose another."),
    "event_ends_after_it_starts": gettext_lazy(
        "The last day comes before the first day. Choose a last day that is not before it."
    ),
    "events_event_holds_its_slots": gettext_lazy(
        "The event has meeting times outside these days. Move or remove them first."
    ),
}
Texts = str | Mapping[str, str]


@transaction.atomic
def create_event(
    *,
    slug: str,
    name: Texts,
    starts_on: date,
    ends_on: date,
    time_zone: str,
    by: User | None = None,
    **fields: Any,
) -> Event:
    """Store an event; whoever creates it becomes its organiser.

    `fields` are any of `EVENT_FIELDS`; a translated one is a text or a dict of language to text.
    """
    values = {
        "slug": slug,
        "name": name,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "time_zone": time_zone,
        **fields,
    }
    unknown = set(values) - EVENT_FIELDS
    if unknown:
        raise TypeError(f"an event has no {', '.join(sorted(unknown))}")
    event = store(Event(**spread_translations(Event, values)), EVENT_SENTENCES)
    if by is not None:
        add_staff(event, by, StaffRole.ORGANISER)
    return event


@transaction.atomic
def change_event(event: Event, *, by: User | None, **changes: Any) -> Event:
    """Change the given fields (`EVENT_FIELDS`). New days must hold all that is planned already.

    A new length of meetings or breaks lays the slots of every block anew; refused while a schedule
    has meetings in slots that would go.
    """
    before = Event.objects.select_for_update().get(pk=event.pk)
    store_changes(event, changes, allowed=EVENT_FIELDS, sentences=EVENT_SENTENCES)
    if {"starts_on", "ends_on", "time_zone"} & set(changes):
        _refuse_lost_programme(event)
    rhythm = (before.slot_minutes, before.break_minutes)
    if (event.slot_minutes, event.break_minutes) != rhythm:
        for block in event.blocks.all():
            starts_at, ends_at = bounds(block.during)
            change_block(block, starts_at=starts_at, ends_at=ends_at, by=by)
    return event


def _refuse_lost_programme(event: Event) -> None:
    first, last = event_span(event)
    outside = Q(during__startswith__lt=first) | Q(during__endswith__gt=last)
    lost: Session | SiteVisit | None = (
        Session.objects.filter(outside, event=event).first()
        or SiteVisit.objects.filter(outside, event=event).first()
    )
    if lost is not None:
        raise DomainError(
            _(
                "“%(title)s” takes place outside the days from %(first)s to %(last)s. "
                "Move or remove it first."
            )
            % {
                "title": lost.title,
                "first": say_day(event.starts_on),
                "last": say_day(event.ends_on),
            },
            code="programme_outside_event",
        )


@transaction.atomic
def set_phases(
    event: Event, phases: Mapping[PhaseKind, datetime], *, by: User | None = None
) -> list[Phase]:
    """Make these the event's phases, in place of those before. They begin in their order."""
    Event.objects.select_for_update().get(pk=event.pk)
    in_order = [(kind, phases[kind]) for kind in PhaseKind if kind in phases]
    for (earlier, start), (later, next_start) in pairwise(in_order):
        if next_start < start:
            raise DomainError(
                _(
                    "“%(later)s” would begin before “%(earlier)s”. "
                    "Let the phases begin in their order."
                )
                % {"later": later.label, "earlier": earlier.label},
                code="phase_order",
            )
    Phase.objects.filter(event=event).exclude(kind__in=[kind for kind, _at in in_order]).delete()
    return [
        Phase.objects.update_or_create(event=event, kind=kind, defaults={"starts_at": at})[0]
        for kind, at in in_order
    ]


def add_host(
    event: Event,
    organisation: Organisation,
    role: str = HostRole.HOST,
    *,
    position: int | None = None,
    by: User | None = None,
) -> Host:
    """Name an organisation that invites, co-hosts or supports, behind those named before."""
    if position is None:
        position = Host.objects.filter(event=event).count()
    host = Host(event=event, organisation=organisation, role=role, position=position)
    already = _("%(organisation)s is a host of this event already. Change its role instead.")
    return store(host, {"host_once": already % {"organisation": organisation}})


def add_staff(
    event: Event, user: User, role: str = StaffRole.ORGANISER, *, by: User | None = None
) -> Staff:
    """Let the person work for the event; the admin opens to them for this event."""
    already = _("%(person)s works for this event already. Change the role instead.")
    return store(
        Staff(event=event, user=user, role=role), {"staff_once": already % {"person": user}}
    )


@transaction.atomic
def change_staff(staff: Staff, *, role: str, by: User | None = None) -> Staff:
    """Give a staff member another role; the event keeps an organiser."""
    if role != StaffRole.ORGANISER:
        _refuse_without_organiser(staff)
    return store_changes(staff, {"role": role}, allowed=frozenset({"role"}))


@transaction.atomic
def remove_staff(staff: Staff, *, by: User | None = None) -> None:
    """Take a person off the event's staff; the event keeps an organiser."""
    _refuse_without_organiser(staff)
    Staff.objects.filter(pk=staff.pk).delete()


def _refuse_without_organiser(staff: Staff) -> None:
    Event.objects.select_for_update().get(pk=staff.event_id)
    organisers = set(
        Staff.objects.filter(event=staff.event_id, role=StaffRole.ORGANISER).values_list(
            "pk", flat=True
        )
    )
    if organisers == {staff.pk}:
        raise DomainError(
            _("%(person)s is the only organiser of this event. Make somebody else one first.")
            % {"person": staff.user},
            code="last_organiser",
        )


def add_side(event: Event, code: str, name: Texts, *, by: User | None = None) -> Side:
    """Add a side of a two-sided event, behind those there are."""
    position = Side.objects.filter(event=event).count()
    columns = spread_translations(Side, {"name": name})
    taken = _("The event has a side with the code “%(code)s” already.") % {"code": code}
    return store(Side(event=event, code=code, position=position, **columns), {"side_once": taken})


def add_delegation(
    event: Event,
    name: Texts,
    country: str = "",
    organisation: Organisation | None = None,
    leader: User | None = None,
    *,
    by: User | None = None,
) -> Delegation:
    """Add organisations that travel together, under the organisation and person that lead them."""
    columns = spread_translations(Delegation, {"name": name})
    return store(
        Delegation(
            event=event, country=country, organisation=organisation, leader=leader, **columns
        )
    )
