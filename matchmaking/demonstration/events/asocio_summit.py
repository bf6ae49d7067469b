"""An online summit of 24 economies, each company in its own time zone."""

from random import Random

from companies.models import User
from events.choices import (
    EventMode,
    HostRole,
    Pairing,
    PhaseKind,
    SessionAudience,
    SessionKind,
    SpeakerRole,
)
from events.domain.events import add_host, add_staff, create_event
from events.domain.programme import add_appearance, add_session
from events.domain.times import add_block
from events.models import Event
from matchmaking.demonstration.calendar import at, day_from_today, phase_in
from matchmaking.demonstration.companies import (
    build_company,
    build_named_organisation,
    read_companies,
)
from matchmaking.demonstration.participation import exchange_requests, take_part

SLUG = "asocio-smart-city-summit"
ZONE = "Asia/Ho_Chi_Minh"
REQUESTS = 60
STAGE = "https://meet.demo.example/asocio-stage"


def build(organiser: User, *, seed: int) -> Event:
    rng = Random(f"{seed}:{SLUG}")
    event = _create(organiser)
    _add_programme(event)
    organisations = [
        build_company(company, seed=seed) for company in read_companies("asocio_summit")
    ]
    registrations = take_part(event, organisations, is_online=True)
    exchange_requests(event, registrations, count=REQUESTS, rng=rng, at=at(event, -9, "10:00"))
    return event


def _create(organiser: User) -> Event:
    event = create_event(
        slug=SLUG,
        name={
            "en": "Vietnam – ASOCIO Smart City Summit",
            "vi": "Hội nghị cấp cao Thành phố Thông minh Việt Nam – ASOCIO",
            "zh-hant": "越南–ASOCIO 智慧城市高峰會",
            "ko": "베트남–ASOCIO 스마트시티 서밋",
        },
        summary={
            "en": "24 economies meet online, each in its own working hours.",
            "vi": "24 nền kinh tế gặp nhau trực tuyến, mỗi bên trong giờ làm việc của mình.",
            "zh-hant": "24 個經濟體線上洽談，各自在當地上班時間參加。",
            "ko": "24개 경제체가 각자의 근무 시간에 온라인으로 만납니다.",
        },
        mode=EventMode.ONLINE,
        starts_on=day_from_today(8, ZONE),
        ends_on=day_from_today(9, ZONE),
        time_zone=ZONE,
        is_public=True,
        accent="#1d4ed8",
        pairing=Pairing.ANY_TO_ANY,
        slot_minutes=20,
        break_minutes=10,
        meeting_minimum=1,
        meeting_maximum=8,
    )
    add_staff(event, organiser)
    add_host(event, build_named_organisation("vinasa"))
    add_host(event, build_named_organisation("asocio"), HostRole.CO_HOST)
    add_host(event, build_named_organisation("kaohsiung"), HostRole.CO_HOST)
    for day in (0, 1):
        add_block(event, at(event, day, "09:00"), at(event, day, "11:30"))
        add_block(event, at(event, day, "13:00"), at(event, day, "16:00"))
    phase_in(event, {PhaseKind.REGISTRATION: 45, PhaseKind.REQUESTS: 21, PhaseKind.DRAFT: 2})
    return event


def _add_programme(event: Event) -> None:
    opening = add_session(
        event,
        kind=SessionKind.OPENING,
        title={"en": "Opening", "vi": "Khai mạc", "zh-hant": "開幕", "ko": "개막"},
        starts_at=at(event, 0, "08:30"),
        ends_at=at(event, 0, "09:00"),
        online_url=STAGE,
        host=build_named_organisation("vinasa"),
    )
    add_appearance(
        opening,
        name="Ngô Diên Hy",
        job_title="Phó Chủ tịch",
        organisation_name="VINASA",
        topic="Thành phố thông minh của Việt Nam và chính sách ưu đãi đầu tư",
    )
    forum = add_session(
        event,
        kind=SessionKind.FORUM,
        title={
            "en": "Kaohsiung forum: smart city solutions and development",
            "vi": "Diễn đàn Cao Hùng: giải pháp và phát triển thành phố thông minh",
            "zh-hant": "高雄論壇：智慧城市解決方案與發展",
            "ko": "가오슝 포럼: 스마트시티 솔루션과 발전",
        },
        starts_at=at(event, 0, "13:00"),
        ends_at=at(event, 0, "14:30"),
        online_url=STAGE,
        host=build_named_organisation("kaohsiung"),
        audience=SessionAudience.NOBODY,
    )
    for name, organisation, topic in (
        ("Liu Chunjie", "Kaohsiung City Government", "A port city's smart city strategy"),
        (
            "Nguyễn Quang Thanh",
            "Sở Thông tin và Truyền thông TP. Đà Nẵng",
            "Hướng đi và kết quả bước đầu của Đà Nẵng",
        ),
        ("CHT International Business Group", "Chunghwa Telecom", "Smart industrial parks"),
        ("Wholeway-GIS", "Wholeway-GIS", "Maps for planning and property"),
    ):
        add_appearance(
            forum,
            role=SpeakerRole.SPEAKER,
            name=name,
            organisation_name=organisation,
            topic=topic,
        )
