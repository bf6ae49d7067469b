"""How invented companies take part: they register, ask each other, answer, sign up, are absent."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from companies.choices import Cooperation, StatementKind
from companies.domain.errors import DomainError
from companies.models import Organisation, User
from events.choices import Audience, Pairing, RegistrationState
from events.domain.disclosure import change_disclosure
from events.domain.registrations import (
    add_absence,
    add_representative,
    decide_registration,
    register,
    submit_registration,
)
from events.domain.visits import take_seat
from events.models import Delegation, Event, Registration, Representative, Side, SiteVisit
from matchmaking.choices import RequestPriority
from matchmaking.demonstration.companies import owner_of, read
from matchmaking.domain.requests import (
    accept_request,
    decline_request,
    send_request,
    withdraw_request,
)
from matchmaking.models import MeetingRequest

# An offer to do the first answers a need for the second.
COMPLEMENTS = {
    Cooperation.SELL: Cooperation.SOURCE,
    Cooperation.DISTRIBUTE: Cooperation.DISTRIBUTE,
    Cooperation.PILOT: Cooperation.PILOT,
    Cooperation.CO_DEVELOP: Cooperation.CO_DEVELOP,
    Cooperation.INVEST: Cooperation.INVEST,
    Cooperation.TRANSFER: Cooperation.TRANSFER,
}


def take_part(
    event: Event,
    organisations: Iterable[Organisation],
    *,
    side: Side | None = None,
    delegation: Delegation | None = None,
    is_online: bool = False,
    approve: bool = True,
) -> list[Registration]:
    """Register the organisations with all of their people, and approve them where asked."""
    registrations = []
    for organisation in organisations:
        people = [member.user for member in organisation.members.select_related("user")]
        registration = register(
            event,
            organisation,
            side=side,
            delegation=delegation,
            is_online=is_online,
            time_zone=people[0].time_zone,
        )
        for person in people:
            add_representative(registration, person)
        submit_registration(registration, by=people[0])
        change_disclosure(registration, by=people[0], **_shown(organisation.pk))
        if approve:
            decide_registration(registration, state=RegistrationState.APPROVED, by=None)
        registrations.append(registration)
    return registrations


def _shown(number: int) -> dict[str, Any]:
    """What a company shows: most stand on the public page, a few keep the names
    of their people to those they meet."""
    return {
        "is_public": number % 4 != 0,
        "website_for": Audience.EVERYBODY if number % 3 else Audience.PARTICIPANTS,
        "description_for": Audience.EVERYBODY,
        "people_for": Audience.MEETING if number % 7 == 5 else Audience.PARTICIPANTS,
    }


def exchange_requests(
    event: Event, registrations: Sequence[Registration], *, count: int, rng: Random, at: datetime
) -> list[MeetingRequest]:
    """Let the participants send `count` requests, the better the fit the likelier, and answer.

    About half end accepted, as some are mutual; some are declined or withdrawn, others wait.
    """
    read_once = Registration.objects.filter(
        pk__in=[registration.pk for registration in registrations]
    ).prefetch_related(
        "organisation__members__user", "organisation__sectors", "organisation__statements"
    )
    pairs = _likely_pairs(event, read_once.select_related("organisation"), rng)
    messages = read("messages")
    requests: list[MeetingRequest] = []
    for sender, receiver in pairs:
        if len(requests) == count:
            break
        owner = owner_of(sender.organisation)
        text = rng.choice(messages[owner.language]).format(tagline=receiver.organisation.tagline)
        try:
            request = send_request(
                sender,
                receiver,
                by=owner,
                message=text if rng.random() < 0.8 else "",
                priority=rng.choices(list(RequestPriority), weights=[2, 5, 3])[0],
                now=at,
            )
        except DomainError as refusal:
            if refusal.code not in {"quota_used", "declined_before", "already_accepted"}:
                raise
            continue
        if request.sender_id == sender.pk:
            requests.append(request)
            _answer(request, rng, owner, owner_of(receiver.organisation), at + timedelta(hours=1))
    return requests


def _answer(
    request: MeetingRequest, rng: Random, sender: User, receiver: User, at: datetime
) -> None:
    fate = rng.random()
    if fate < 0.34:
        accept_request(request, by=receiver, now=at)
    elif fate < 0.5:
        decline_request(
            request, by=receiver, answer=rng.choice(read("messages")["declined"]), now=at
        )
    elif fate < 0.54:
        withdraw_request(request, by=sender, now=at)


def _likely_pairs(
    event: Event, registrations: Iterable[Registration], rng: Random
) -> list[tuple[Registration, Registration]]:
    """All ordered pairs that the event allows, likely ones first, with a little luck in it."""
    by_id = {registration.pk: registration for registration in registrations}
    profiles = {pk: _profile(registration) for pk, registration in by_id.items()}
    weighed = []
    for sender in by_id.values():
        for receiver in by_id.values():
            if sender.pk == receiver.pk or not _may_meet(event, sender, receiver):
                continue
            weight = _fit(profiles[sender.pk], profiles[receiver.pk])
            weighed.append((weight + rng.random() * 1.5, sender.pk, receiver.pk))
    weighed.sort(reverse=True)
    return [(by_id[sender], by_id[receiver]) for _, sender, receiver in weighed]


Profile = tuple[set[str], set[str], set[str]]


def _profile(registration: Registration) -> Profile:
    """Sectors of the organisation, cooperation it offers, cooperation it needs."""
    organisation = registration.organisation
    statements = list(organisation.statements.all())
    return (
        {sector.code.split(".")[0] for sector in organisation.sectors.all()},
        {c for s in statements if s.kind == StatementKind.OFFER for c in s.cooperation},
        {c for s in statements if s.kind == StatementKind.NEED for c in s.cooperation},
    )


def _fit(sender: Profile, receiver: Profile) -> float:
    shared_sectors = len(sender[0] & receiver[0])
    met = sum(COMPLEMENTS.get(Cooperation(offer)) in sender[2] for offer in receiver[1])
    return 2 * shared_sectors + 0.5 * met


def _may_meet(event: Event, sender: Registration, receiver: Registration) -> bool:
    if event.pairing == Pairing.TWO_SIDED and sender.side_id == receiver.side_id:
        return False
    same = sender.delegation_id is not None and sender.delegation_id == receiver.delegation_id
    return event.same_delegation_meets or not same


def fill_visit(visit: SiteVisit, representatives: Sequence[Representative], *, rng: Random) -> None:
    """Give away about two thirds of the seats, to people who have no other plans then."""
    wishing = rng.sample(list(representatives), k=len(representatives))
    taken = 0
    for representative in wishing:
        if taken >= visit.seats * 2 // 3:
            return
        try:
            take_seat(visit, representative)
        except DomainError as refusal:
            if refusal.code != "person_busy":
                raise
        else:
            taken += 1


def leave_early(
    representatives: Sequence[Representative], starts_at: datetime, ends_at: datetime
) -> None:
    for representative in representatives:
        add_absence(representative, starts_at, ends_at)
