"""Two delegations of American ICT companies to Đà Nẵng: a programme with four visits, and a later
meeting of 28 companies for which registration is still open."""

from random import Random

from companies.models import Organisation, User
from events.choices import EventMode, HostRole, Pairing, PhaseKind, SessionKind
from events.domain.events import add_delegation, add_host, add_side, add_staff, create_event
from events.domain.places import add_hall, add_tables, add_venue
from events.domain.programme import add_appearance, add_session
from events.domain.times import add_block
from events.domain.visits import add_visit
from events.models import Delegation, Event, Representative, Side
from matchmaking.demonstration.calendar import at, day_from_today, phase_in
from matchmaking.demonstration.companies import (
    build_company,
    build_named_organisation,
    read_companies,
)
from matchmaking.demonstration.participation import exchange_requests, fill_visit, take_part

PROGRAMME_SLUG = "us-ict-da-nang"
MEETING_SLUG = "us-ict-digital-transformation"
ZONE = "Asia/Ho_Chi_Minh"
EARLIER_VISITORS = 14


def build(organiser: User, *, seed: int) -> list[Event]:
    american, local = (
        [build_company(company, seed=seed) for company in read_companies(file)]
        for file in ("us_ict", "da_nang_local")
    )
    return [
        _build_programme(organiser, american[:EARLIER_VISITORS], local, seed),
        _build_meeting(organiser, american, local, seed),
    ]


def _build_programme(
    organiser: User, american: list[Organisation], local: list[Organisation], seed: int
) -> Event:
    rng = Random(f"{seed}:{PROGRAMME_SLUG}")
    event = _create(
        organiser,
        slug=PROGRAMME_SLUG,
        name={
            "en": "American ICT companies in Đà Nẵng",
            "vi": "Kết nối doanh nghiệp ICT Hoa Kỳ vào Đà Nẵng",
            "zh-hant": "美國資通訊企業峴港媒合會",
            "ko": "미국 ICT 기업 다낭 상담회",
        },
        summary={
            "en": "Trade and investment in digital transformation and smart city.",
            "vi": "Cơ hội thương mại và đầu tư trong chuyển đổi số và đô thị thông minh.",
            "zh-hant": "數位轉型與智慧城市的貿易投資機會。",
            "ko": "디지털 전환과 스마트시티 분야의 무역과 투자.",
        },
        day=15,
        hosts=[
            ("mic", HostRole.HOST),
            ("amcham", HostRole.CO_HOST),
            ("da_nang_dic", HostRole.CO_HOST),
            ("ustda", HostRole.PARTNER),
            ("us_abc", HostRole.PARTNER),
        ],
        phases={PhaseKind.REGISTRATION: 40, PhaseKind.REQUESTS: 21, PhaseKind.DRAFT: 3},
    )
    visiting, at_home = _add_sides(event)
    amcham = _add_delegation(event, "AmCham", "amcham")
    council = _add_delegation(event, "US–ASEAN Business Council", "us_abc")
    middle = len(american) // 2
    registrations = [
        *take_part(event, american[:middle], side=visiting, delegation=amcham),
        *take_part(event, american[middle:], side=visiting, delegation=council),
        *take_part(event, local, side=at_home),
    ]
    travellers = list(
        Representative.objects.filter(event=event, registration__delegation__isnull=False)
    )
    _add_visits(event, travellers, rng)
    exchange_requests(event, registrations, count=50, rng=rng, at=at(event, -16, "10:00"))
    return event


def _build_meeting(
    organiser: User, american: list[Organisation], local: list[Organisation], seed: int
) -> Event:
    rng = Random(f"{seed}:{MEETING_SLUG}")
    event = _create(
        organiser,
        slug=MEETING_SLUG,
        name={
            "en": "28 American ICT companies: digital transformation and smart city",
            "vi": "28 doanh nghiệp ICT Hoa Kỳ: chuyển đổi số và thành phố thông minh",
            "zh-hant": "28 家美國資通訊企業：數位轉型與智慧城市",
            "ko": "미국 ICT 기업 28개사: 디지털 전환과 스마트시티",
        },
        summary={
            "en": "One afternoon in Đà Nẵng, on site and online.",
            "vi": "Một buổi chiều tại Đà Nẵng, trực tiếp và trực tuyến.",
            "zh-hant": "在峴港的一個下午，實體與線上同步舉行。",
            "ko": "다낭에서 열리는 오후 행사, 온·오프라인 병행.",
        },
        day=20,
        hosts=[
            ("mic", HostRole.HOST),
            ("amcham", HostRole.CO_HOST),
            ("da_nang_dic", HostRole.CO_HOST),
        ],
        phases={PhaseKind.REGISTRATION: 40, PhaseKind.REQUESTS: 21, PhaseKind.DRAFT: 3},
        mode=EventMode.HYBRID,
    )
    visiting, at_home = _add_sides(event)
    delegation = _add_delegation(event, "AmCham", "amcham")
    on_site, online = american[:22], american[22:]
    registrations = [
        *take_part(event, on_site, side=visiting, delegation=delegation),
        *take_part(event, online, side=visiting, delegation=delegation, is_online=True),
        *take_part(event, local[:-4], side=at_home),
    ]
    # Some still wait for the organiser's decision.
    take_part(event, local[-4:], side=at_home, approve=False)
    exchange_requests(event, registrations, count=50, rng=rng, at=at(event, -20, "10:00"))
    return event


def _create(
    organiser: User,
    *,
    slug: str,
    name: dict[str, str],
    summary: dict[str, str],
    day: int,
    hosts: list[tuple[str, HostRole]],
    phases: dict[PhaseKind, int],
    mode: EventMode = EventMode.ON_SITE,
) -> Event:
    event = create_event(
        slug=slug,
        name=name,
        summary=summary,
        mode=mode,
        starts_on=day_from_today(day, ZONE),
        ends_on=day_from_today(day + 1, ZONE),
        time_zone=ZONE,
        country="VN",
        city="Đà Nẵng",
        is_public=True,
        accent="#9a3412" if mode == EventMode.ON_SITE else "#6d28d9",
        pairing=Pairing.TWO_SIDED,
        slot_minutes=25,
        break_minutes=5,
        meeting_minimum=1,
        meeting_maximum=10,
    )
    add_staff(event, organiser)
    for key, role in hosts:
        add_host(event, build_named_organisation(key), role)
    venue = add_venue(event, "Trung tâm Hành chính Đà Nẵng", "24 Trần Phú, Đà Nẵng")
    hall = add_hall(venue, "Phòng họp lớn", 150)
    add_tables(hall, 16, prefix="T")
    opening = add_session(
        event,
        kind=SessionKind.OPENING,
        title={
            "en": "Welcome",
            "vi": "Tiếp đoàn doanh nghiệp",
            "zh-hant": "歡迎式",
            "ko": "환영식",
        },
        starts_at=at(event, 0, "13:30"),
        ends_at=at(event, 0, "14:15"),
        hall=hall,
    )
    add_appearance(
        opening, name="Adam Sitkoff", job_title="Giám đốc điều hành", organisation_name="AmCham"
    )
    add_block(event, at(event, 0, "14:30"), at(event, 0, "17:00"))
    add_block(event, at(event, 1, "08:30"), at(event, 1, "11:30"))
    phase_in(event, phases)
    return event


def _add_sides(event: Event) -> tuple[Side, Side]:
    visiting = add_side(
        event,
        "visiting",
        {
            "en": "American companies",
            "vi": "Doanh nghiệp Hoa Kỳ",
            "zh-hant": "美國企業",
            "ko": "미국 기업",
        },
    )
    at_home = add_side(
        event,
        "local",
        {
            "en": "Companies of Đà Nẵng",
            "vi": "Doanh nghiệp Đà Nẵng",
            "zh-hant": "峴港企業",
            "ko": "다낭 기업",
        },
    )
    return visiting, at_home


def _add_delegation(event: Event, name: str, leader: str) -> Delegation:
    return add_delegation(
        event,
        {
            "en": f"Delegation of {name}",
            "vi": f"Đoàn {name}",
            "zh-hant": f"{name} 代表團",
            "ko": f"{name} 대표단",
        },
        "US",
        build_named_organisation(leader),
    )


# host, title in each language, start, end
VISITS = [
    (
        "da_nang_ioc",
        (
            "The smart city operations centre",
            "Trung tâm giám sát IOC",
            "智慧城市營運中心",
            "스마트시티 운영 센터",
        ),
        "08:30",
        "09:30",
    ),
    (
        "software_park_2",
        ("Software Park No. 2", "Công viên phần mềm số 2", "第二軟體園區", "제2 소프트웨어 파크"),
        "10:00",
        "11:00",
    ),
    (
        "it_park",
        ("The IT Park", "Khu Công nghệ thông tin tập trung", "資訊科技園區", "IT 파크"),
        "13:30",
        "14:30",
    ),
    (
        "dhpiza",
        ("The Hi-Tech Park", "Khu Công nghệ cao Đà Nẵng", "峴港高科技園區", "다낭 하이테크 파크"),
        "15:15",
        "16:30",
    ),
]


def _add_visits(event: Event, travellers: list[Representative], rng: Random) -> None:
    for host, titles, start, end in VISITS:
        organisation = build_named_organisation(host)
        visit = add_visit(
            event,
            host=organisation,
            title=dict(zip(("en", "vi", "zh-hant", "ko"), titles, strict=True)),
            place=organisation.name,
            starts_at=at(event, 1, start),
            ends_at=at(event, 1, end),
            travel_there_minutes=20,
            travel_back_minutes=15,
            seats=12,
        )
        fill_visit(visit, travellers, rng=rng)
