"""A Taiwanese delegation meets local companies in Ho Chi Minh City, with five company visits."""

from random import Random

from companies.models import User
from events.choices import (
    HostRole,
    Pairing,
    PhaseKind,
    QuestionKind,
    SessionAudience,
    SessionKind,
    SpeakerRole,
)
from events.domain.events import add_delegation, add_host, add_side, add_staff, create_event
from events.domain.interpreters import add_interpreter
from events.domain.places import add_hall, add_tables, add_venue, add_walk
from events.domain.plans import lay_out
from events.domain.programme import add_appearance, add_session
from events.domain.questions import add_question, answer_questions
from events.domain.times import add_block
from events.domain.visits import add_visit
from events.models import Event, Hall, Registration, Representative, Side
from matchmaking.demonstration.calendar import at, day_from_today, phase_in
from matchmaking.demonstration.companies import (
    build_company,
    build_named_organisation,
    owner_of,
    read_companies,
)
from matchmaking.demonstration.participation import (
    exchange_requests,
    fill_visit,
    leave_early,
    take_part,
)
from matchmaking.domain.acting import allow_leader

SLUG = "taiwan-digital-day"
ZONE = "Asia/Ho_Chi_Minh"
INTERPRETERS = ("Trần Ngọc Lan", "Lý Mỹ Hoa", "Phạm Quốc Huy", "阮美玲", "黃志豪", "林佩珊")
REQUESTS = 260


def build(organiser: User, leader: User, *, seed: int) -> Event:
    """The event; `leader` leads the delegation and may act for every third of its companies."""
    rng = Random(f"{seed}:{SLUG}")
    event = _create(organiser)
    forum = _add_places(event)
    _add_programme(event, forum)
    local, visiting = (
        [build_company(company, seed=seed) for company in read_companies(file)]
        for file in ("taiwan_digital_day_local", "taiwan_digital_day_visiting")
    )
    delegation = add_delegation(
        event,
        {
            "en": "III's delegation of Taiwanese companies",
            "vi": "Đoàn doanh nghiệp Đài Loan của Viện III",
            "zh-hant": "資策會台灣企業團",
            "ko": "대만 III 기업 사절단",
        },
        "TW",
        build_named_organisation("iii"),
        leader,
    )
    local_side = add_side(
        event,
        "local",
        {
            "en": "Local companies",
            "vi": "Doanh nghiệp TP.HCM",
            "zh-hant": "在地企業",
            "ko": "현지 기업",
        },
    )
    visiting_side = add_side(
        event,
        "visiting",
        {
            "en": "Taiwanese delegation",
            "vi": "Đoàn Đài Loan",
            "zh-hant": "台灣代表團",
            "ko": "대만 사절단",
        },
    )
    registrations = [
        *take_part(event, local, side=local_side),
        *take_part(event, visiting, side=visiting_side, delegation=delegation),
    ]
    for registration in registrations[len(local) :: 3]:
        allow_leader(registration, by=owner_of(registration.organisation))
    travellers = list(
        Representative.objects.filter(event=event, registration__delegation=delegation)
    )
    _add_visits(event, travellers, rng)
    leave_early(travellers[:3], at(event, 1, "08:00"), at(event, 1, "12:00"))
    for name in INTERPRETERS:
        add_interpreter(event, name, "vi", "zh-hant")
    _ask_questions(event, visiting_side, registrations, Random(f"{seed}:questions"))
    exchange_requests(event, registrations, count=REQUESTS, rng=rng, at=at(event, -4, "10:00"))
    return event


def _create(organiser: User) -> Event:
    event = create_event(
        slug=SLUG,
        name={
            "en": "Taiwan Digital Day",
            "vi": "Taiwan Digital Day – Kết nối giao thương công nghệ",
            "zh-hant": "台灣數位日",
            "ko": "타이완 디지털 데이",
        },
        summary={
            "en": "Taiwanese technology companies meet companies of Ho Chi Minh City, one to one.",
            "vi": "Doanh nghiệp công nghệ Đài Loan gặp gỡ 1:1 doanh nghiệp TP.HCM.",
            "zh-hant": "台灣科技企業與胡志明市企業一對一媒合。",
            "ko": "대만 기술 기업과 호찌민시 기업의 1:1 상담회입니다.",
        },
        description={
            "en": "Seven sectors, two days of meetings, and visits to five organisations of the "
            "city. Ask for your meetings before the day; every participant leaves with a "
            "timetable.",
            "vi": "Bảy lĩnh vực, hai ngày gặp gỡ và năm chuyến thăm doanh nghiệp, hiệp hội của "
            "thành phố. Hãy đăng ký gặp trước sự kiện; mỗi đơn vị có một lịch hẹn riêng.",
            "zh-hant": "七大產業領域、兩天的洽談，以及參訪胡志明市五個單位。請於活動前邀約洽談，"
            "每個參加單位都有自己的行程。",
            "ko": "일곱 개 산업 분야, 이틀간의 미팅, 호찌민시 다섯 기관 방문. 행사 전에 미팅을 "
            "신청하십시오. 참가 기업마다 개별 일정을 받습니다.",
        },
        starts_on=day_from_today(1, ZONE),
        ends_on=day_from_today(2, ZONE),
        time_zone=ZONE,
        country="VN",
        city="TP. Hồ Chí Minh",
        is_public=True,
        accent="#0b6e4f",
        pairing=Pairing.TWO_SIDED,
        slot_minutes=20,
        break_minutes=5,
        meeting_minimum=2,
        meeting_maximum=12,
    )
    add_staff(event, organiser)
    add_host(event, build_named_organisation("hca"))
    add_host(event, build_named_organisation("iii"), HostRole.CO_HOST)
    add_host(event, build_named_organisation("dost_hcmc"), HostRole.PARTNER)
    phase_in(
        event,
        {
            PhaseKind.REGISTRATION: 40,
            PhaseKind.REQUESTS: 20,
            PhaseKind.DRAFT: 2,
            PhaseKind.PUBLISHED: 1,
        },
    )
    return event


def _add_places(event: Event) -> Hall:
    """Two halls with tables, the meeting blocks, and the hall for the programme, returned."""
    venue = add_venue(event, "Công viên phần mềm Quang Trung", "Quận 12, TP. Hồ Chí Minh")
    hall = add_hall(venue, "Sảnh A", 200)
    upstairs = add_hall(venue, "Sảnh B", 80)
    forum = add_hall(venue, "Hội trường", 250)
    add_tables(hall, 18, prefix="A", zone="A")
    add_tables(upstairs, 8, prefix="B", zone="B")
    lay_out(hall, 6)
    lay_out(upstairs, 4)
    add_walk(event, hall, upstairs, 3)
    add_walk(event, hall, forum, 5)
    add_walk(event, upstairs, forum, 5)
    add_block(event, at(event, 0, "10:30"), at(event, 0, "12:00"), "Sáng ngày 1")
    add_block(event, at(event, 0, "13:30"), at(event, 0, "15:15"), "Chiều ngày 1")
    add_block(event, at(event, 0, "15:30"), at(event, 0, "17:00"), "Cuối chiều ngày 1")
    add_block(event, at(event, 1, "08:30"), at(event, 1, "11:30"), "Sáng ngày 2")
    return forum


def _add_programme(event: Event, forum: Hall) -> None:
    opening = add_session(
        event,
        kind=SessionKind.OPENING,
        title={"en": "Opening", "vi": "Khai mạc", "zh-hant": "開幕", "ko": "개막"},
        starts_at=at(event, 0, "08:30"),
        ends_at=at(event, 0, "09:00"),
        hall=forum,
        host=build_named_organisation("hca"),
    )
    add_appearance(
        opening,
        name="Lâm Nguyễn Hải Long",
        job_title="Chủ tịch",
        organisation_name="HCA",
    )
    keynote = add_session(
        event,
        kind=SessionKind.KEYNOTE,
        title={
            "en": "Smart city and digital economy: what the two sides look for",
            "vi": "Đô thị thông minh và kinh tế số: hai bên tìm kiếm điều gì",
            "zh-hant": "智慧城市與數位經濟：雙方的需求",
            "ko": "스마트시티와 디지털 경제: 양측이 찾는 것",
        },
        starts_at=at(event, 0, "09:00"),
        ends_at=at(event, 0, "10:15"),
        hall=forum,
    )
    add_appearance(
        keynote,
        name="Võ Minh Thành",
        job_title="Phó Giám đốc",
        organisation_name="Sở Khoa học và Công nghệ TP. Hồ Chí Minh",
    )
    add_appearance(
        keynote,
        name="Vivian Huang",
        job_title="Trưởng đoàn",
        organisation_name="Institute for Information Industry (III)",
    )
    for title, start, end in (
        ({"en": "Lunch", "vi": "Ăn trưa", "zh-hant": "午餐", "ko": "점심"}, "12:00", "13:15"),
        ({"en": "Coffee", "vi": "Giải lao", "zh-hant": "茶敘", "ko": "휴식"}, "15:15", "15:30"),
    ):
        add_session(
            event,
            kind=SessionKind.BREAK,
            title=title,
            starts_at=at(event, 0, start),
            ends_at=at(event, 0, end),
        )
    seminar = add_session(
        event,
        kind=SessionKind.FORUM,
        title={
            "en": "Forum: carbon rules for exporters",
            "vi": "Diễn đàn: quy định carbon cho doanh nghiệp xuất khẩu",
            "zh-hant": "論壇：出口企業的碳規範",
            "ko": "포럼: 수출 기업의 탄소 규제",
        },
        starts_at=at(event, 1, "09:00"),
        ends_at=at(event, 1, "10:00"),
        hall=forum,
        audience=SessionAudience.SIGNED_UP,
    )
    add_appearance(seminar, role=SpeakerRole.MODERATOR, name="HCA", organisation_name="HCA")


# host, title in each language, day, start, end, minutes there, minutes back, seats
VISITS = [
    (
        "huba",
        {
            "en": "HUBA: how small companies go digital",
            "vi": "HUBA: hỗ trợ doanh nghiệp nhỏ và vừa chuyển đổi số",
            "zh-hant": "HUBA：協助中小企業數位轉型",
            "ko": "HUBA: 중소기업의 디지털 전환 지원",
        },
        (1, "09:00", "10:30", 30, 30, 8),
    ),
    (
        "cmc",
        {
            "en": "CMC: the data centre and a common platform",
            "vi": "CMC: trung tâm dữ liệu và nền tảng số",
            "zh-hant": "CMC：資料中心與共用平台",
            "ko": "CMC: 데이터 센터와 공용 플랫폼",
        },
        (1, "13:30", "15:00", 40, 20, 16),
    ),
    (
        "dai_dung",
        {
            "en": "Đại Dũng: smart industry in steel structures",
            "vi": "Đại Dũng: công nghiệp thông minh trong kết cấu thép",
            "zh-hant": "Đại Dũng：鋼結構的智慧製造",
            "ko": "Đại Dũng: 철골 구조물의 스마트 제조",
        },
        (1, "13:30", "15:30", 45, 45, 12),
    ),
    (
        "vng",
        {
            "en": "VNG: artificial intelligence and products made here",
            "vi": "VNG: trí tuệ nhân tạo và sản phẩm trong nước",
            "zh-hant": "VNG：人工智慧與本土產品",
            "ko": "VNG: 인공지능과 자체 개발 제품",
        },
        (1, "15:45", "17:00", 25, 30, 16),
    ),
    (
        "sao_bac_dau",
        {
            "en": "Sao Bắc Đẩu: ICT and cloud services",
            "vi": "Sao Bắc Đẩu: giải pháp ICT và điện toán đám mây",
            "zh-hant": "Sao Bắc Đẩu：資通訊與雲端服務",
            "ko": "Sao Bắc Đẩu: ICT 및 클라우드 서비스",
        },
        (1, "16:30", "17:30", 20, 30, 12),
    ),
]


def _ask_questions(
    event: Event, visiting_side: Side, registrations: list[Registration], rng: Random
) -> None:
    """Two questions of the organiser's own, answered by most."""
    meal = add_question(
        event,
        text={
            "en": "Which lunch do your people take?",
            "vi": "Quý doanh nghiệp dùng suất ăn trưa nào?",
            "zh-hant": "貴公司人員的午餐選擇？",
            "ko": "점심 식사는 무엇으로 하시겠습니까?",
        },
        kind=QuestionKind.SEVERAL_OF,
        choices=[
            {"en": "With meat", "vi": "Suất mặn", "zh-hant": "葷食", "ko": "일반식"},
            {"en": "Vegetarian", "vi": "Suất chay", "zh-hant": "素食", "ko": "채식"},
            {"en": "Halal", "vi": "Suất halal", "zh-hant": "清真餐", "ko": "할랄식"},
        ],
    )
    samples = add_question(
        event,
        text={
            "en": "Do you bring samples that need a power socket?",
            "vi": "Quý doanh nghiệp có mang mẫu cần ổ cắm điện không?",
            "zh-hant": "是否攜帶需要電源的樣品？",
            "ko": "전원이 필요한 샘플을 가져오십니까?",
        },
        kind=QuestionKind.YES_NO,
        asked_of=[visiting_side],
    )
    lunches = [choice.pk for choice in meal.choices.all()]
    for registration in registrations:
        if rng.random() < 0.8:
            chosen = sorted({rng.choice(lunches), rng.choice(lunches[:2])})
            answers: dict[int, object] = {meal.pk: chosen}
            if registration.side_id == visiting_side.pk:
                answers[samples.pk] = rng.random() < 0.4
            answer_questions(registration, answers, by=None)


def _add_visits(event: Event, travellers: list[Representative], rng: Random) -> None:
    for host, title, (day, start, end, there, back, seats) in VISITS:
        organisation = build_named_organisation(host)
        visit = add_visit(
            event,
            host=organisation,
            title=title,
            place=organisation.name,
            starts_at=at(event, day, start),
            ends_at=at(event, day, end),
            travel_there_minutes=there,
            travel_back_minutes=back,
            seats=seats,
        )
        fill_visit(visit, travellers, rng=rng)
