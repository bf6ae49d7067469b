"""A large event with its schedule, written in bulk: what pages are measured on."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session as StoredSession
from django.utils import timezone
from django.utils.crypto import get_random_string

from companies.models import Member, Organisation, Sector, Statement, User
from events.choices import Pairing, PhaseKind, RegistrationState, SessionAudience
from events.domain.days import time_range
from events.models import (
    Event,
    Hall,
    MeetingBlock,
    MeetingTable,
    Phase,
    Registration,
    Representative,
    Session,
    Slot,
    Venue,
)
from matchmaking.choices import VersionState
from matchmaking.models import Meeting, PairScore, ScheduleVersion, Seat

MEETINGS = 8  # of each participant
ZONE = "Asia/Ho_Chi_Minh"
TRADES = (
    ("smart_city.lighting", "LED street lights with remote dimming", "A platform for sensor data"),
    ("cybersecurity", "A security operations centre for banks", "Firewalls for small branches"),
    ("digital_infrastructure", "Colocation in two data centres", "Cooling for dense racks"),
)
KINDS = ("text", "sector", "cooperation", "language")


def fill(participants: int, visitors: int) -> tuple[str, list[str]]:
    """Store the event; returns its address and the session keys of that many visitors."""
    event = _event()
    slots = _times(event)
    tables = _tables(event, participants // 2)
    registrations, people = _participants(event, participants)
    _schedule(event, slots, tables, registrations, people)
    return event.slug, _sessions([person.user for person in people[:visitors]])


def _event() -> Event:
    today = timezone.now().astimezone(ZoneInfo(ZONE)).date()
    event = Event.objects.create(
        slug="fair",
        name="Digital Fair",
        starts_on=today,
        ends_on=today + timedelta(days=1),
        time_zone=ZONE,
        country="VN",
        is_public=True,
        accent="#0b6e4f",
        pairing=Pairing.ANY_TO_ANY,
    )
    Phase.objects.create(event=event, kind=PhaseKind.LIVE, starts_at=timezone.now())
    return event


def _at(event: Event, day: int, hour: int) -> datetime:
    return datetime(
        event.starts_on.year, event.starts_on.month, event.starts_on.day, hour, tzinfo=event.zone
    ) + timedelta(days=day)


def _times(event: Event) -> list[Slot]:
    """Twelve slots a day beside a keynote, a lunch and two talks."""
    slots = []
    for day in (0, 1):
        block = MeetingBlock.objects.create(
            event=event, during=time_range(_at(event, day, 9), _at(event, day, 17))
        )
        slots += [
            Slot(
                event=event,
                block=block,
                during=time_range(start, start + timedelta(minutes=30)),
            )
            for number in range(12)
            for start in [_at(event, day, 9) + timedelta(minutes=40 * number)]
        ]
        for title, hour, audience in (
            ("Keynote", 8, SessionAudience.EVERYONE),
            ("Lunch", 17, SessionAudience.EVERYONE),
            ("Talk", 10, SessionAudience.NOBODY),
            ("Panel", 15, SessionAudience.NOBODY),
        ):
            Session.objects.create(
                event=event,
                kind="break" if title == "Lunch" else "keynote",
                title=title,
                audience=audience,
                during=time_range(_at(event, day, hour), _at(event, day, hour + 1)),
            )
    return Slot.objects.bulk_create(slots)


def _tables(event: Event, count: int) -> list[MeetingTable]:
    venue = Venue.objects.create(event=event, name="Exhibition centre")
    halls = [Hall.objects.create(venue=venue, name=f"Hall {name}") for name in "ABCDE"]
    return MeetingTable.objects.bulk_create(
        MeetingTable(
            event=event,
            hall=halls[number % len(halls)],
            label=f"{number + 1}",
            zone=f"Zone {number % 20 + 1}",
            position=number,
        )
        for number in range(count)
    )


def _participants(event: Event, count: int) -> tuple[list[Registration], list[Representative]]:
    users = User.objects.bulk_create(
        User(
            email=f"person{number}@bench.example",
            full_name=f"Nguyễn Văn {number}",
            language=("en", "vi", "zh-hant", "ko")[number % 4],
            password="!",
        )
        for number in range(count)
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"Công ty {number}",
            kind="company",
            country=("VN", "TW", "KR", "US")[number % 4],
            tagline="Technology for cities that grow",
        )
        for number in range(count)
    )
    Member.objects.bulk_create(
        Member(organisation=o, user=u, role="owner")
        for o, u in zip(organisations, users, strict=True)
    )
    _statements(organisations)
    registrations = Registration.objects.bulk_create(
        Registration(event=event, organisation=organisation, state=RegistrationState.APPROVED)
        for organisation in organisations
    )
    people = Representative.objects.bulk_create(
        Representative(
            registration=registration, event=event, user=user, job_title="Business development"
        )
        for registration, user in zip(registrations, users, strict=True)
    )
    return registrations, people


def _statements(organisations: list[Organisation]) -> None:
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    rows, chosen = [], []
    for number, organisation in enumerate(organisations):
        code, offer, need = TRADES[number % len(TRADES)]
        for kind, text in (("offer", offer), ("need", need)):
            rows.append(
                Statement(
                    organisation=organisation,
                    kind=kind,
                    text=f"{text}, line {number}",
                    language="en",
                )
            )
            chosen.append(sectors[code])
    stored = Statement.objects.bulk_create(rows)
    through = Statement.sectors.through
    through.objects.bulk_create(
        through(statement_id=statement.pk, sector_id=sector.pk)
        for statement, sector in zip(stored, chosen, strict=True)
    )


def _schedule(
    event: Event,
    slots: list[Slot],
    tables: list[MeetingTable],
    registrations: list[Registration],
    people: list[Representative],
) -> None:
    """In slot `k` everybody meets whom a shift of `k` puts opposite: nobody twice, no table."""
    version = ScheduleVersion.objects.create(
        event=event, number=1, state=VersionState.PUBLISHED, published_at=timezone.now()
    )
    half = len(registrations) // 2
    meetings, sides = [], []
    for step in range(MEETINGS):
        slot = slots[step * 3]
        for number in range(half):
            other = half + (number + step) % half
            meetings.append(
                Meeting(
                    version=version,
                    event=event,
                    registration_a=registrations[number],
                    registration_b=registrations[other],
                    slot=slot,
                    during=slot.during,
                    table=tables[number],
                )
            )
            sides.append((people[number], people[other]))
    stored = Meeting.objects.bulk_create(meetings, batch_size=2000)
    Seat.objects.bulk_create(
        (
            Seat(
                meeting=meeting,
                version=version,
                event=event,
                representative=person,
                registration_id=person.registration_id,
                during=meeting.during,
            )
            for meeting, pair in zip(stored, sides, strict=True)
            for person in pair
        ),
        batch_size=2000,
    )
    _scores(event, stored)


def _scores(event: Event, meetings: list[Meeting]) -> None:
    """The evidence of each meeting's pair, as the scoring writes it."""
    texts: dict[int, dict[str, Statement]] = {}
    for statement in Statement.objects.select_related("organisation"):
        texts.setdefault(statement.organisation_id, {})[statement.kind] = statement
    rows = []
    for meeting in meetings:
        a, b = meeting.registration_a, meeting.registration_b
        about = {
            "who": str(a.pk),
            "other": str(b.pk),
            "need": str(texts[a.organisation_id]["need"].pk),
            "offer": str(texts[b.organisation_id]["offer"].pk),
        }
        codes = {
            "text": ("need_meets_offer", []),
            "sector": ("sector", ["cybersecurity", "cybersecurity"]),
            "cooperation": ("cooperation", ["pilot", "pilot"]),
            "language": ("common_language", ["en", "vi"]),
        }
        factors = [
            {
                "name": name,
                "weight": 250_000,
                "value": 200_000,
                "evidence": [
                    {**about, "code": codes[name][0], "fit": 800_000, "items": codes[name][1]}
                ],
            }
            for name in KINDS
        ]
        rows.append(
            PairScore(
                event=event, registration_a=a, registration_b=b, value=800_000, factors=factors
            )
        )
    PairScore.objects.bulk_create(rows, batch_size=2000)


def _sessions(users: list[User]) -> list[str]:
    expires = timezone.now() + timedelta(days=1)
    rows = []
    for user in users:
        store = SessionStore()
        data = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(
            StoredSession(
                session_key=get_random_string(32, VALID_KEY_CHARS),
                session_data=store.encode(data),
                expire_date=expires,
            )
        )
    StoredSession.objects.bulk_create(rows)
    return [row.session_key for row in rows]
