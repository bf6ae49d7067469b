"""Vietnam and Korea: keynotes, a moderated panel, an MOU signed before witnesses, and meetings."""

from random import Random

from companies.models import User
from events.choices import HostRole, Pairing, PhaseKind, SessionKind, SpeakerRole
from events.domain.events import add_delegation, add_host, add_side, add_staff, create_event
from events.domain.interpreters import add_interpreter
from events.domain.places import add_hall, add_tables, add_venue
from events.domain.programme import add_appearance, add_session, record_memorandum
from events.domain.times import add_block
from events.models import Event, Hall
from matchmaking.demonstration.calendar import at, day_from_today, phase_in
from matchmaking.demonstration.companies import (
    build_company,
    build_named_organisation,
    read_companies,
)
from matchmaking.demonstration.participation import exchange_requests, take_part

SLUG = "vietnam-korea-smart-industry"
ZONE = "Asia/Ho_Chi_Minh"
REQUESTS = 50


def build(organiser: User, *, seed: int) -> Event:
    rng = Random(f"{seed}:{SLUG}")
    event = _create(organiser)
    hall = add_hall(add_venue(event, "HCMC C4IR", "TP. Hồ Chí Minh"), "Hội trường", 180)
    add_tables(hall, 14, prefix="K")
    add_block(event, at(event, 0, "13:30"), at(event, 0, "17:15"))
    _add_keynotes(event, hall)
    _add_panel(event, hall)
    _add_signing(event, hall)
    korean, local = (
        [build_company(company, seed=seed) for company in read_companies(file)]
        for file in ("korea_busan", "korea_local")
    )
    delegation = add_delegation(
        event,
        {
            "en": "Busan's delegation",
            "vi": "Đoàn thành phố Busan",
            "zh-hant": "釜山代表團",
            "ko": "부산 사절단",
        },
        "KR",
        build_named_organisation("busan"),
    )
    visiting = add_side(
        event, "visiting", {"en": "Korea", "vi": "Hàn Quốc", "zh-hant": "韓國", "ko": "한국"}
    )
    at_home = add_side(
        event, "local", {"en": "Viet Nam", "vi": "Việt Nam", "zh-hant": "越南", "ko": "베트남"}
    )
    registrations = [
        *take_part(event, korean, side=visiting, delegation=delegation),
        *take_part(event, local, side=at_home),
    ]
    for name in ("Đỗ Minh Thư", "Hoàng Gia Bảo", "김하은", "이준호"):
        add_interpreter(event, name, "vi", "ko")
    exchange_requests(event, registrations, count=REQUESTS, rng=rng, at=at(event, -12, "10:00"))
    return event


def _create(organiser: User) -> Event:
    day = day_from_today(11, ZONE)
    event = create_event(
        slug=SLUG,
        name={
            "en": "Vietnam – Korea: smart industry and digital infrastructure",
            "vi": "Việt Nam – Hàn Quốc: công nghiệp thông minh và hạ tầng số",
            "zh-hant": "越南–韓國：智慧產業與數位基礎建設",
            "ko": "베트남–한국 스마트 산업과 디지털 인프라",
        },
        summary={
            "en": "Smart ports, supporting industries, AI and digital manufacturing.",
            "vi": "Cảng thông minh, công nghiệp phụ trợ, AI và số hóa sản xuất.",
            "zh-hant": "智慧港口、零組件產業、人工智慧與製造數位化。",
            "ko": "스마트 항만, 부품 산업, 인공지능, 제조 디지털화.",
        },
        starts_on=day,
        ends_on=day,
        time_zone=ZONE,
        country="VN",
        city="TP. Hồ Chí Minh",
        is_public=True,
        accent="#1e3a5f",
        pairing=Pairing.TWO_SIDED,
        slot_minutes=25,
        break_minutes=5,
        meeting_minimum=1,
    )
    add_staff(event, organiser)
    add_host(event, build_named_organisation("c4ir"))
    add_host(event, build_named_organisation("busan"), HostRole.CO_HOST)
    add_host(event, build_named_organisation("kepco_kdn"), HostRole.PARTNER)
    phase_in(event, {PhaseKind.REGISTRATION: 40, PhaseKind.REQUESTS: 18, PhaseKind.DRAFT: 2})
    return event


def _add_keynotes(event: Event, hall: Hall) -> None:
    keynote = add_session(
        event,
        kind=SessionKind.KEYNOTE,
        title={
            "en": "Opening and keynotes",
            "vi": "Khai mạc và tham luận",
            "zh-hant": "開幕與專題演講",
            "ko": "개막과 기조연설",
        },
        starts_at=at(event, 0, "08:30"),
        ends_at=at(event, 0, "09:45"),
        hall=hall,
    )
    for name, job_title, organisation in (
        ("Nguyễn Lộc Hà", "Phó Chủ tịch", "UBND TP. Hồ Chí Minh"),
        ("Seong Heui-Yeob", "Phó Thị trưởng phụ trách Đổi mới Tương lai", "Busan"),
        ("KEPCO KDN", "", "KEPCO KDN"),
    ):
        add_appearance(keynote, name=name, job_title=job_title, organisation_name=organisation)


def _add_panel(event: Event, hall: Hall) -> None:
    panel = add_session(
        event,
        kind=SessionKind.PANEL,
        title={
            "en": "Infrastructure for global supply chains",
            "vi": "Nền tảng hạ tầng cho chuỗi cung ứng toàn cầu",
            "zh-hant": "全球供應鏈的基礎建設",
            "ko": "글로벌 공급망을 위한 인프라",
        },
        starts_at=at(event, 0, "10:00"),
        ends_at=at(event, 0, "11:30"),
        hall=hall,
        host=build_named_organisation("c4ir"),
    )
    add_appearance(
        panel,
        role=SpeakerRole.MODERATOR,
        name="Bùi Thanh Hằng",
        job_title="Giám đốc dự án SoiHub",
        organisation_name="HCMC C4IR",
    )
    for name, organisation, topic in (
        ("Eui Jung Kim", "Innopolis", "Chuỗi cung ứng công nghệ cao và cụm đổi mới"),
        ("Bùi Trung Hiếu", "SoiHub, HCMC C4IR", "Kênh dẫn ưu tiên và mô hình SoiHub"),
        ("Hà Trung Kiên", "G-Group", "Hạ tầng số tốc độ cao xuyên biên giới"),
        ("Sergio Tuberquia", "Equipcast", "Phát triển IIoT"),
    ):
        add_appearance(panel, name=name, organisation_name=organisation, topic=topic)


def _add_signing(event: Event, hall: Hall) -> None:
    signing = add_session(
        event,
        kind=SessionKind.SIGNING,
        title={
            "en": "Signing of the MOU",
            "vi": "Ký kết biên bản ghi nhớ",
            "zh-hant": "合作備忘錄簽署",
            "ko": "업무협약 체결",
        },
        starts_at=at(event, 0, "11:30"),
        ends_at=at(event, 0, "12:00"),
        hall=hall,
    )
    witnesses = [
        add_appearance(signing, role=SpeakerRole.WITNESS, name=name, organisation_name=organisation)
        for name, organisation in (
            ("Nguyễn Lộc Hà", "UBND TP. Hồ Chí Minh"),
            ("Seong Heui-Yeob", "Busan"),
        )
    ]
    record_memorandum(
        signing,
        subject={
            "en": "Next-generation digital infrastructure for Vietnam – Korea supply chains",
            "vi": "Phát triển hạ tầng số thế hệ mới kết nối chuỗi cung ứng Việt Nam – Hàn Quốc",
            "zh-hant": "連結越韓供應鏈的新世代數位基礎建設",
            "ko": "베트남–한국 공급망을 잇는 차세대 디지털 인프라",
        },
        parties=[build_named_organisation(key) for key in ("g_group", "soihub", "c4ir", "iiea")],
        witnesses=witnesses,
    )
