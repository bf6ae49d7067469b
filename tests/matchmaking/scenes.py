"""A small event in the middle of its life: requests, scores, a published schedule."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from companies.models import User
from events.models import Attendance, Event, Registration, Representative, VisitSeat
from matchmaking.choices import VersionState
from matchmaking.models import Meeting, PairScore, ScheduleVersion
from tests import factories


@dataclass
class Scene:
    """`us` and `them` are two participants; `me` comes for us and `you` for them."""

    event: Event
    us: Registration
    them: Registration
    version: ScheduleVersion
    meetings: list[Meeting] = field(default_factory=list)

    @property
    def my_seat(self) -> Representative:
        return self.us.representatives.first()

    @property
    def me(self) -> User:
        return self.my_seat.user

    @property
    def you(self) -> User:
        return self.them.representatives.first().user

    def at(self, hour: int, minute: int = 0, *, day: int = 0) -> datetime:
        return factories.moment(self.event, hour, minute, day=day)


def score(one: Registration, other: Registration) -> PairScore:
    """A pair score whose evidence is written as the scoring writes it."""
    first, second = sorted((one, other), key=lambda registration: registration.pk)
    need = one.statements.get(kind="need")
    offer = other.statements.get(kind="offer")
    code = offer.sectors.get().code
    both = {
        "who": str(one.pk),
        "other": str(other.pk),
        "need": str(need.pk),
        "offer": str(offer.pk),
    }
    nothing = {**both, "need": None, "offer": None}
    known = {**nothing, "code": "common_language", "fit": 1_000_000}
    factors = [
        ("text", 300_000, 240_000, {**both, "code": "need_meets_offer", "fit": 900_000}, []),
        ("sector", 230_000, 200_000, {**both, "code": "sector", "fit": 950_000}, [code, code]),
        ("cooperation", 100_000, 50_000, {**both, "code": "unstated", "fit": 400_000}, []),
        ("language", 80_000, 80_000, known, ["en", "vi"]),
        ("asked", 130_000, 65_000, {**nothing, "code": "request", "fit": 700_000}, ["2"]),
    ]  # fmt: skip
    return factories.PairScoreFactory(
        registration_a=first,
        registration_b=second,
        value=sum(factor[2] for factor in factors),
        factors=[
            {
                "name": name,
                "weight": weight,
                "value": value,
                "evidence": [{**evidence, "items": items}],
            }
            for name, weight, value, evidence, items in factors
        ],
    )


def add_meeting(
    version: ScheduleVersion, one: Registration, other: Registration, slot: int, **fields: Any
) -> Meeting:
    """A meeting in that slot of the event, everybody of both sides seated."""
    meeting = factories.MeetingFactory(
        version=version,
        registration_a=one,
        registration_b=other,
        slot=version.event.slots.all()[slot],
        **fields,
    )
    for registration in (one, other):
        for representative in registration.representatives.all():
            factories.SeatFactory(meeting=meeting, representative=representative)
    return meeting


def published_scene(meetings: int = 1, **fields: Any) -> Scene:
    """Us with `meetings` meetings from 9:00 on, the first of them with `them`."""
    event = factories.ready_event(participants=0, slots=6, tables=2, **fields)
    factories.PhaseFactory(event=event)
    us, them = factories.participant(event, trade=0), factories.participant(event, trade=1)
    scene = Scene(
        event,
        us,
        them,
        factories.ScheduleVersionFactory(
            event=event, state=VersionState.PUBLISHED, published_at=timezone.now()
        ),
    )
    table = event.tables.first()
    others = [them, *(factories.participant(event, trade=k) for k in range(2, meetings + 1))]
    for k, other in enumerate(others[:meetings]):
        scene.meetings.append(add_meeting(scene.version, us, other, k, table=table))
        score(us, other)
    return scene


def add_programme(scene: Scene) -> None:
    """A keynote at 8, lunch at 12, a talk beside the meetings, and a visit that I joined at 14."""
    event = scene.event
    hall = event.tables.first().hall
    factories.SessionFactory(
        event=event, title="Opening", during=factories.span(scene.at(8), 45), hall=hall
    )
    factories.SessionFactory(
        event=event, title="Lunch", kind="break", during=factories.span(scene.at(12), 60)
    )
    factories.SessionFactory(
        event=event, title="Beside", audience="nobody", during=factories.span(scene.at(10), 30)
    )
    factories.SessionFactory(
        event=event, title="Not mine", audience="signed_up", during=factories.span(scene.at(11), 30)
    )
    workshop = factories.SessionFactory(
        event=event, title="Workshop", audience="signed_up", during=factories.span(scene.at(11), 30)
    )
    Attendance.objects.create(session=workshop, representative=scene.my_seat)
    visit = factories.SiteVisitFactory(
        event=event,
        title="Data centre",
        place="District 7",
        during=factories.span(scene.at(14), 90),
        travel_there_minutes=30,
        travel_back_minutes=20,
    )
    VisitSeat.objects.create(visit=visit, representative=scene.my_seat)
    factories.SiteVisitFactory(event=event, title="Not my visit")


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)
