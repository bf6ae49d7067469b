"""Whole stories: every process of the product at work, each person at a screen of their own."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest
import vobject
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from companies.models import User
from events.choices import PhaseKind, StaffRole
from events.models import Event, Registration
from matchmaking.models import Meeting
from tests import factories
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.line import Line
from tests.browser.stack import MAIL_SECONDS, Stack, text_of, wait_for
from tests.matchmaking.scenes import add_meeting, score

PASSWORD = "mot-con-vit-xoe-ra-hai-cai-canh"


@dataclass
class Screen:
    """Somebody at a browser of their own."""

    page: Page
    line: Line

    def open(self, path: str) -> None:
        self.page.goto(self.line.url + path)

    def send(self, form: str = "main form:has(.btn-primary)") -> None:
        """Press the main button of the form."""
        with self.page.expect_navigation():
            self.page.locator(f"{form} button.btn-primary").last.click()


Seat = Callable[..., Screen]


@pytest.fixture
def seat(browser: Browser, stack: Stack) -> Iterator[Seat]:
    """Give somebody a screen: in their language, on a phone or not, signed in or not."""
    with ExitStack() as opened:

        def sit(language: str = "en", user: User | None = None, *, phone: bool = False) -> Screen:
            context = browser.new_context(
                locale=language, viewport=PHONE if phone else LAPTOP, accept_downloads=True
            )
            opened.callback(context.close)
            if user is not None:
                session = SessionStore()
                session[SESSION_KEY] = str(user.pk)
                session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
                session[HASH_SESSION_KEY] = user.get_session_auth_hash()
                session.save()
                cookie = {"name": "sessionid", "value": session.session_key, "url": stack.url}
                context.add_cookies([cookie])
            page = context.new_page()
            page.set_default_timeout(20_000)
            line = Line(stack.port, context)
            opened.callback(line.close)
            return Screen(page, line)

        yield sit


@pytest.fixture
def event(transactional_db: None) -> Event:
    """A two-sided event, open for registration and requests, with other companies. It is not
    tomorrow: of that all would be reminded in the evening, at whatever time the test runs then."""
    day = timezone.now().date() + timedelta(days=2)
    event: Event = factories.ready_event(
        participants=8,
        slots=6,
        tables=5,
        two_sided=True,
        slug="fair",
        name="Digital Fair",
        starts_on=day,
        ends_on=day,
        suggests_meetings=False,
    )
    for kind in (PhaseKind.REGISTRATION, PhaseKind.REQUESTS):
        factories.PhaseFactory(event=event, kind=kind)
    for code, name in (
        ("transport", {"en": "Transport", "vi": "Giao thông", "zh_hant": "交通運輸"}),
        ("fintech", {"en": "Fintech", "vi": "Công nghệ tài chính", "zh_hant": "金融科技"}),
    ):
        sector = factories.SectorFactory(code=code)
        for language, words in name.items():
            setattr(sector, f"name_{language}", words)
        sector.save()
    return event


@pytest.fixture
def organiser(event: Event) -> User:
    staff = factories.StaffFactory(event=event, role=StaffRole.ORGANISER)
    user: User = staff.user
    return user


def sign_up(screen: Screen, stack: Stack, address: str) -> None:
    """A new account, confirmed by the code from the mail."""
    screen.open("/accounts/signup/?next=/e/fair/register/")
    page = screen.page
    page.locator("input[name=email]").fill(address)
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("main form:has(input[name=password1]) button[type=submit]").first.click()
    page.locator("input[name=code]").wait_for()
    found = re.search(
        r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", text_of(stack.wait_for_mail(address)), re.MULTILINE
    )
    assert found is not None
    page.locator("input[name=code]").fill(found[1])
    page.locator("main form:has(input[name=code]) button[type=submit]").first.click()
    page.locator("main input[name=name]").wait_for()


def register(
    screen: Screen,
    *,
    name: str,
    country: str,
    side: str,
    statements: list[tuple[str, str, str]],
    sector: str,
) -> None:
    """The steps of registering, from founding the organisation to handing in."""
    page = screen.page
    page.locator("main input[name=name]").fill(name)
    page.locator("main input[name=full_name]").fill(f"Owner of {name}")
    page.locator("main select[name=country]").select_option(country)
    screen.send()
    page.locator(f"main label:has-text('{side}')").first.click()
    page.locator("main [name=tagline]").fill(statements[0][1][:60])
    screen.send()
    for kind, text, language in statements:
        form = page.locator("form#statement")  # folded once there is one
        form.evaluate("form => { for (let d = form; (d = d.parentElement); ) d.open = true; }")
        # the label lies above its tick
        page.locator(f"main input[name=kind][value={kind}]").check(force=True)
        page.locator("main textarea[name=text]").fill(text)
        page.locator("main select[name=language]").select_option(language)
        box = page.locator(f"main input[name=sectors][value={sector}]").last
        box.evaluate("box => { for (let d = box; (d = d.parentElement); ) d.open = true; }")
        box.check()
        page.locator("form#statement .btn-primary").click()
        page.locator("main .rows li", has_text=text[:12]).wait_for()
    screen.open("/e/fair/register/submit/")
    page.locator("main button[name=submit]").click()
    page.wait_for_url("**/e/fair/")


def run_matching(screen: Screen, event: Event, **choices: str) -> None:
    """The organiser runs the matching in the admin and publishes what comes of it."""
    page = screen.page
    screen.open(f"/admin/matchmaking/run/start/{event.pk}/")
    for name, value in choices.items():
        page.locator(f"input[name={name}][value={value}]").check()
    page.get_by_role("button", name="Run the matching").click()
    page.get_by_role("link", name="See the schedule").click(timeout=90_000)
    page.get_by_role("link", name="Publish …").click()
    page.get_by_role("button", name=re.compile("Publish and tell")).click()
    expect(page.get_by_text("is published")).to_be_visible()


def is_kept(page: Page) -> bool:
    kept: bool = page.evaluate(
        """navigator.serviceWorker.controller !== null
        && caches.match("/e/fair/me/").then((kept) => kept !== undefined)"""
    )
    return kept


@pytest.mark.timeout(400)
def test_a_need_in_vietnamese_finds_an_offer_in_chinese_and_they_meet(
    stack: Stack, seat: Seat, event: Event, organiser: User
) -> None:
    taiwan, vietnam, desk = seat("zh-TW"), seat("vi"), seat("en", organiser)

    sign_up(taiwan, stack, "lin@example.tw")
    register(
        taiwan,
        name="悠行票證",
        country="TW",
        side="Visiting",
        sector="transport",
        statements=[
            ("offer", "公車與捷運的電子票證系統，支援刷卡、行動支付與QR碼乘車", "zh-hant"),
            ("need", "尋找越南的城市公車業者合作試營運", "zh-hant"),
        ],
    )
    sign_up(vietnam, stack, "huong@example.vn")
    register(
        vietnam,
        name="Xe buýt Phương Đông",
        country="VN",
        side="Local",
        sector="transport",
        statements=[
            ("need", "Cần giải pháp thu vé tự động không dùng tiền mặt cho xe buýt", "vi"),
            ("offer", "Vận hành 40 tuyến xe buýt trong thành phố", "vi"),
        ],
    )
    desk.open("/admin/events/registration/?state__exact=submitted")
    desk.page.locator("#action-toggle").check()
    desk.page.locator("select[name=action]").select_option(label="Approve the selected")
    desk.page.locator("#changelist-form button[name=index]").click()
    for address in ("lin@example.tw", "huong@example.vn"):
        stack.wait_for_mail(address, "Digital Fair")

    # Within a minute of being let in, each is the other's best fit, without a run.
    def is_first(screen: Screen, name: str) -> bool:
        screen.open("/e/fair/participants/")
        cards = screen.page.locator(".tiles .card")
        return cards.count() > 0 and name in cards.first.inner_text()

    wait_for(lambda: is_first(vietnam, "悠行票證"), 60, "the fit is not recommended first")
    reason = vietnam.page.locator(".tiles .card").first
    expect(reason.locator(".why").first).to_contain_text(re.compile("Quý|Họ|Cả hai"))
    wait_for(lambda: is_first(taiwan, "Xe buýt"), 60, "the fit is not recommended first")

    # Both ask; the second to ask is told that it is mutual.
    vietnam.page.locator(".tiles .card").first.locator("h3 a").click()
    vietnam.page.locator("#ask textarea[name=message]").fill("Chúng tôi muốn thử trên hai tuyến.")
    vietnam.send("#ask form")
    stack.wait_for_mail("lin@example.tw", "Xe buýt Phương Đông")
    taiwan.open("/e/fair/company/")
    expect(taiwan.page.locator(".quote")).to_contain_text("hai tuyến")
    taiwan.page.locator("form[action*=accept] button").first.click()
    expect(taiwan.page.locator("[role=status]").first).to_contain_text("Xe buýt Phương Đông")
    stack.wait_for_mail("huong@example.vn", "悠行票證")

    run_matching(desk, event)
    meeting = Meeting.objects.published().get(registration_a__organisation__name="悠行票證")
    for language, address, name in (
        ("zh-TW", "lin@example.tw", "Xe buýt Phương Đông"),
        ("vi", "huong@example.vn", "悠行票證"),
    ):
        phone = seat(language, User.objects.get(email=address), phone=True)
        phone.open("/e/fair/me/")
        own = phone.page.locator(f"#meeting-{meeting.uid}")
        expect(own).to_contain_text(name)
        assert meeting.table is not None
        expect(own).to_contain_text(meeting.table.label)
        wait_for(lambda page=phone.page: is_kept(page), 20, "the schedule is not kept")
        phone.line.cut()
        phone.open("/e/fair/me/")
        expect(own).to_contain_text(name)
        expect(phone.page.locator(".stale")).to_be_visible()


@pytest.mark.timeout(300)
def test_a_meeting_moves_and_only_those_concerned_are_told(
    stack: Stack, seat: Seat, event: Event, organiser: User
) -> None:
    sides = [list(event.registrations.filter(side__code=code)) for code in ("local", "visiting")]
    for local in sides[0]:
        for visiting in sides[1]:
            factories.MeetingRequestFactory(sender=local, receiver=visiting, state="accepted")
    desk = seat("en", organiser)
    run_matching(desk, event)
    before = {m.uid: m for m in Meeting.objects.published().prefetch_related("seats")}
    assert len(before) == 16
    everybody = {user.email for user in User.objects.filter(representations__event=event)}
    for address in everybody:
        stack.wait_for_mail(address)
    told = {address: len(stack.mails_to(address)) for address in everybody}

    meeting = min(before.values(), key=lambda each: each.during)
    away, counterpart = (seat_.representative.user for seat_ in meeting.seats.all())
    phone = seat("en", counterpart, phone=True)
    phone.open("/e/fair/me/")
    was = phone.page.locator(f"#meeting-{meeting.uid} time").first.inner_text()

    # One of the two cannot come at that time, and says so on its own page.
    theirs = seat("en", away)
    theirs.open("/e/fair/register/availability/")
    begin = meeting.starts_at.astimezone(event.zone)
    end = meeting.ends_at.astimezone(event.zone)
    theirs.page.get_by_text("Add a time").click()
    theirs.page.locator("main input[name=starts]").fill(begin.strftime("%H:%M"))
    theirs.page.locator("main input[name=ends]").fill(end.strftime("%H:%M"))
    theirs.page.get_by_role("button", name="Add").click()
    expect(theirs.page.locator("main .rows")).to_contain_text(str(away))

    run_matching(desk, event, how="keep")
    after = {m.uid: m for m in Meeting.objects.published().prefetch_related("seats")}
    moved = {
        uid
        for uid in before.keys() | after.keys()
        if uid not in before
        or uid not in after
        or (before[uid].slot_id, before[uid].table_id) != (after[uid].slot_id, after[uid].table_id)
    }
    assert meeting.uid in moved
    assert len(moved) <= 3
    concerned = {
        each.representative.user.email
        for uid in moved
        for version in (before, after)
        if uid in version
        for each in version[uid].seats.all()
    }
    assert concerned < everybody

    # The open phone shows it by itself, and one tap acknowledges it.
    page = phone.page
    expect(page.get_by_text("Your schedule has changed")).to_be_visible(timeout=30_000)
    if meeting.uid in after:
        expect(page.locator(f"#meeting-{meeting.uid} time").first).not_to_have_text(was)
    page.get_by_role("button", name="I have seen it").click()
    expect(page.get_by_text("Your schedule has changed")).to_be_hidden()
    for address in concerned:
        wait_for(
            lambda who=address: len(stack.mails_to(who)) == told[who] + 1,
            MAIL_SECONDS,
            f"{address} is not told once",
        )
    for address in everybody - concerned:
        assert len(stack.mails_to(address)) == told[address], address


def under_way(event: Event) -> tuple[Registration, Meeting]:
    """A meeting of ours that has just ended."""
    event.starts_on -= timedelta(days=3)  # the days of what was laid out before stay inside
    event.save()
    us = event.registrations.filter(side__code="local").first()
    them = event.registrations.filter(side__code="visiting").first()
    assert us is not None
    assert them is not None
    version = factories.ScheduleVersionFactory(
        event=event, state="published", published_at=timezone.now()
    )
    block = event.blocks.get()
    block.during = factories.span(timezone.now() - timedelta(minutes=30), 300)
    block.save()
    slot = event.slots.first()
    slot.during = factories.span(timezone.now() - timedelta(minutes=30), 25)
    slot.save()
    score(us, them)
    return us, add_meeting(version, us, them, 0, table=event.tables.first())


@pytest.mark.timeout(200)
def test_a_meeting_takes_place_and_its_follow_up_is_exported(
    stack: Stack, seat: Seat, event: Event
) -> None:
    us, meeting = under_way(event)
    them = meeting.registration_b if meeting.registration_a == us else meeting.registration_a
    me = us.representatives.get().user
    phone = seat("en", me, phone=True)
    page = phone.page
    phone.open("/e/fair/me/")
    page.get_by_role("link", name=re.compile("What came of it")).first.click()
    page.get_by_text("4", exact=True).click()
    expect(page.get_by_label("Yes")).to_be_checked()
    page.get_by_text("Pilot project", exact=True).click()
    page.locator("[name=note]").fill("Two lines from March; send the price list. 🚌")
    day = event.today + timedelta(days=7)
    page.get_by_text("In a week", exact=True).click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#toasts")).to_contain_text("among your contacts")
    page.get_by_role("link", name="See your contacts").click()
    expect(page.get_by_role("link", name="Next steps 1")).to_be_visible()
    expect(page.locator("main")).to_contain_text(them.organisation.name)

    with page.expect_download() as sheet:
        page.get_by_role("link", name="Spreadsheet").click()
    text = sheet.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    row = next(row for row in rows if them.organisation.name in row.values())
    assert {"Pilot project", "4", day.isoformat()} <= set(row.values())
    assert any("price list. 🚌" in value for value in row.values())

    with page.expect_download() as cards:
        page.get_by_role("link", name="Address book").click()
    card = next(vobject.readComponents(cards.value.path().read_text(encoding="utf-8")))
    assert card.org.value[0] == them.organisation.name
    assert card.email.value == them.representatives.get().user.email

    # The other side sees that it took place from its own side only, and not the private note.
    you = seat("en", them.representatives.get().user)
    you.open("/e/fair/contacts/")
    expect(you.page.locator("main")).to_contain_text(us.organisation.name)
    expect(you.page.locator("main")).not_to_contain_text("price list")
