"""Rows for tests. A factory makes one valid row and what it cannot do without; `participant` and
`ready_event` make what a matching run needs."""

from datetime import datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from factory.django import DjangoModelFactory

from companies.models import Member, Organisation, Sector, Statement, User
from events.choices import EventMode, Pairing, PhaseKind, RegistrationState, StaffRole
from events.models import (
    Absence,
    Appearance,
    Delegation,
    Event,
    Hall,
    Interpreter,
    MeetingBlock,
    MeetingTable,
    Phase,
    Registration,
    Representative,
    Session,
    Side,
    SiteVisit,
    Slot,
    Staff,
    Venue,
)
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    MustMeet,
    PairScore,
    Run,
    ScheduleVersion,
    Seat,
)

PASSWORD = "correct-horse-battery"

# (sector, offer, need): every need is met by the offer of another line.
TRADES = [
    (
        "smart_city.lighting",
        "LED street lights with remote dimming and fault alarms",
        "A platform that collects the data of sensors in a city",
    ),
    (
        "digital_infrastructure",
        "A platform that collects and shows the data of city sensors",
        "Street lights that can be dimmed and watched from afar",
    ),
    (
        "cybersecurity",
        "A security operations centre that watches networks day and night",
        "Charging stations for a fleet of electric buses",
    ),
    (
        "transport.ev_charging",
        "Fast chargers for electric buses and lorries with load control",
        "Somebody to watch our network for attacks around the clock",
    ),
    (
        "agriculture",
        "Drones and soil probes that tell a farmer where to water",
        "A distributor for farm sensors in the Mekong delta",
    ),
    (
        "commerce",
        "Distribution of farm equipment across southern Viet Nam",
        "Drones that inspect fields and rice paddies",
    ),
]


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"sector_{n}")
    name = factory.LazyAttribute(lambda sector: sector.code.replace("_", " ").title())


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Company {n}")
    country = "VN"
    languages = ["en"]


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    languages = ["en"]


class StatementFactory(DjangoModelFactory):
    class Meta:
        model = Statement

    organisation = factory.SubFactory(OrganisationFactory)
    kind = "offer"
    text = TRADES[0][1]
    language = "en"


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    slug = factory.Sequence(lambda n: f"event-{n}")
    name = factory.Sequence(lambda n: f"Event {n}")
    mode = EventMode.ON_SITE
    time_zone = "Asia/Ho_Chi_Minh"
    starts_on = factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=14))
    ends_on = factory.LazyAttribute(lambda event: event.starts_on + timedelta(days=1))
    country = "VN"
    city = "Hồ Chí Minh"
    is_public = True


class PhaseFactory(DjangoModelFactory):
    class Meta:
        model = Phase

    event = factory.SubFactory(EventFactory)
    kind = PhaseKind.REQUESTS
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))


class StaffFactory(DjangoModelFactory):
    class Meta:
        model = Staff

    event = factory.SubFactory(EventFactory)
    user = factory.SubFactory(UserFactory, is_staff=True)
    role = StaffRole.ORGANISER


class SideFactory(DjangoModelFactory):
    class Meta:
        model = Side
        django_get_or_create = ("event", "code")

    event = factory.SubFactory(EventFactory)
    code = factory.Sequence(lambda n: f"side-{n}")
    name = factory.LazyAttribute(lambda side: side.code.title())


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = Delegation

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Delegation {n}")
    country = "TW"


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    event = factory.SubFactory(EventFactory)
    name = "Convention centre"


class HallFactory(DjangoModelFactory):
    class Meta:
        model = Hall

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Hall {n}")


class MeetingTableFactory(DjangoModelFactory):
    class Meta:
        model = MeetingTable

    event = factory.SubFactory(EventFactory)
    hall = factory.SubFactory(HallFactory, venue__event=factory.SelfAttribute("...event"))
    label = factory.Sequence(lambda n: f"T{n}")


def moment(event: Event, hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    """That time of the clock where the event is, on its first day or `day` days later."""
    at = datetime.combine(event.starts_on + timedelta(days=day), time(hour, minute))
    return at.replace(tzinfo=event.zone)


def span(starts_at: datetime, minutes: int) -> DateTimeTZRange:
    return DateTimeTZRange(starts_at, starts_at + timedelta(minutes=minutes))


class MeetingBlockFactory(DjangoModelFactory):
    """The first morning from 9 to 12; `slots=4` lays four slots of the event's length in it."""

    class Meta:
        model = MeetingBlock
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory)
    during = factory.LazyAttribute(lambda block: span(moment(block.event, 9), 180))

    @factory.post_generation
    def slots(block, create: bool, count: int | None, **_: Any) -> None:  # noqa: N805
        event = block.event
        for k in range(count or 0):
            start = block.during.lower + k * timedelta(
                minutes=event.slot_minutes + event.break_minutes
            )
            Slot.objects.create(event=event, block=block, during=span(start, event.slot_minutes))


class SlotFactory(DjangoModelFactory):
    """A slot after the last one of the event's first block."""

    class Meta:
        model = Slot

    event = factory.SubFactory(EventFactory)
    block = factory.LazyAttribute(
        lambda slot: slot.event.blocks.first() or MeetingBlockFactory(event=slot.event)
    )

    @factory.lazy_attribute
    def during(slot) -> DateTimeTZRange:  # noqa: N805
        last = slot.event.slots.last()
        start = slot.block.during.lower
        if last:
            start = last.during.upper + timedelta(minutes=slot.event.break_minutes)
        return span(start, slot.event.slot_minutes)


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    state = RegistrationState.APPROVED


class RepresentativeFactory(DjangoModelFactory):
    class Meta:
        model = Representative

    registration = factory.SubFactory(RegistrationFactory)
    event = factory.SelfAttribute("registration.event")
    user = factory.SubFactory(UserFactory)
    languages = ["en"]


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    representative = factory.SubFactory(RepresentativeFactory)
    during = factory.LazyAttribute(
        lambda absence: span(moment(absence.representative.event, 9), 60)
    )


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    event = factory.SubFactory(EventFactory)
    kind = "keynote"
    title = factory.Sequence(lambda n: f"Session {n}")
    during = factory.LazyAttribute(lambda session: span(moment(session.event, 9), 60))


class AppearanceFactory(DjangoModelFactory):
    class Meta:
        model = Appearance

    session = factory.SubFactory(SessionFactory)
    name = factory.Sequence(lambda n: f"Speaker {n}")


class SiteVisitFactory(DjangoModelFactory):
    class Meta:
        model = SiteVisit

    event = factory.SubFactory(EventFactory)
    host = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Visit {n}")
    during = factory.LazyAttribute(lambda visit: span(moment(visit.event, 14), 90))


class InterpreterFactory(DjangoModelFactory):
    class Meta:
        model = Interpreter

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Interpreter {n}")
    language_a = "vi"
    language_b = "zh-hant"


class MeetingRequestFactory(DjangoModelFactory):
    """A request of two participants of one event; name at least one of them, or neither."""

    class Meta:
        model = MeetingRequest

    sender = factory.SubFactory(RegistrationFactory)
    event = factory.SelfAttribute("sender.event")
    receiver = factory.SubFactory(RegistrationFactory, event=factory.SelfAttribute("..event"))


class MustMeetFactory(DjangoModelFactory):
    class Meta:
        model = MustMeet

    registration_a = factory.SubFactory(RegistrationFactory)
    event = factory.SelfAttribute("registration_a.event")
    registration_b = factory.SubFactory(RegistrationFactory, event=factory.SelfAttribute("..event"))


class PairScoreFactory(DjangoModelFactory):
    class Meta:
        model = PairScore

    registration_a = factory.SubFactory(RegistrationFactory)
    event = factory.SelfAttribute("registration_a.event")
    registration_b = factory.SubFactory(RegistrationFactory, event=factory.SelfAttribute("..event"))
    value = 500_000


class RunFactory(DjangoModelFactory):
    class Meta:
        model = Run

    event = factory.SubFactory(EventFactory)


class ScheduleVersionFactory(DjangoModelFactory):
    class Meta:
        model = ScheduleVersion

    event = factory.SubFactory(EventFactory)
    number = factory.LazyAttribute(
        lambda version: version.event.versions.count() + 1 if version.event.pk else 1
    )


class MeetingFactory(DjangoModelFactory):
    """A meeting in the first slot of its version's event; without a table unless one is given."""

    class Meta:
        model = Meeting

    version = factory.SubFactory(ScheduleVersionFactory)
    event = factory.SelfAttribute("version.event")
    registration_a = factory.SubFactory(RegistrationFactory, event=factory.SelfAttribute("..event"))
    registration_b = factory.SubFactory(RegistrationFactory, event=factory.SelfAttribute("..event"))
    slot = factory.LazyAttribute(
        lambda meeting: meeting.event.slots.first() or SlotFactory(event=meeting.event)
    )
    during = factory.SelfAttribute("slot.during")


class SeatFactory(DjangoModelFactory):
    """The seat of a person of the meeting's first participant, unless one is given."""

    class Meta:
        model = Seat

    meeting = factory.SubFactory(MeetingFactory)
    version = factory.SelfAttribute("meeting.version")
    event = factory.SelfAttribute("meeting.event")
    representative = factory.SubFactory(
        RepresentativeFactory,
        registration=factory.SelfAttribute("..meeting.registration_a"),
    )
    registration = factory.SelfAttribute("representative.registration")
    during = factory.SelfAttribute("meeting.during")


def participant(
    event: Event,
    *,
    trade: int = 0,
    people: int = 1,
    languages: tuple[str, ...] = ("en",),
    country: str = "VN",
    **fields: Any,
) -> Registration:
    """An approved registration with an offer, a need, an owner and representatives."""
    sector_code, offer, need = TRADES[trade % len(TRADES)]
    organisation = OrganisationFactory(country=country, languages=list(languages))
    sector = SectorFactory(code=sector_code)
    organisation.sectors.add(sector)
    registration = RegistrationFactory(event=event, organisation=organisation, **fields)
    for kind, text in (("offer", offer), ("need", need)):
        statement = StatementFactory(organisation=organisation, kind=kind, text=text)
        statement.sectors.add(sector)
        registration.statements.add(statement)
    for k in range(people):
        member = MemberFactory(
            organisation=organisation,
            role="owner" if k == 0 else "representative",
            languages=list(languages),
        )
        RepresentativeFactory(
            registration=registration, user=member.user, languages=list(languages)
        )
    return registration


def ready_event(
    *,
    participants: int = 6,
    slots: int = 4,
    tables: int = 3,
    two_sided: bool = False,
    **fields: Any,
) -> Event:
    """An event whose matching can run: slots on the first morning, tables, participants.

    With `two_sided`, participants alternate between the sides `local` and `visiting`.
    """
    pairing = Pairing.TWO_SIDED if two_sided else Pairing.ANY_TO_ANY
    event: Event = EventFactory(**{"pairing": pairing, **fields})
    if slots:
        MeetingBlockFactory(event=event, slots=slots)
    if tables:
        hall = HallFactory(venue__event=event)
        MeetingTableFactory.create_batch(tables, event=event, hall=hall)
    sides = [None]
    if two_sided:
        sides = [SideFactory(event=event, code=code) for code in ("local", "visiting")]
    for k, side in enumerate(islice(cycle(sides), participants)):
        participant(event, trade=k, side=side)
    return event
