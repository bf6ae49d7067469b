"""The whole demonstration: five events, their companies, and three accounts to look at it with."""

from dataclasses import dataclass

from django.db.models import Q

from companies.choices import MemberRole
from companies.domain.committing import followed_up_at_once
from companies.domain.invitations import invite
from companies.domain.join_requests import ask_to_join
from companies.domain.organisations import add_member
from companies.domain.people import create_person
from companies.models import Organisation, User
from events.domain.registrations import add_representative
from events.models import Event, Registration
from matchmaking.choices import MarkKind
from matchmaking.demonstration.events import (
    asocio_summit,
    da_nang,
    taiwan_digital_day,
    vietnam_korea,
)
from matchmaking.domain.marks import mark_counterpart
from matchmaking.domain.outbox import told_already
from matchmaking.models import MeetingRequest

PASSWORD = "trade-fair-2026"
COMPANY = "Tích Hợp Hệ Thống An Phú"
ATTENDEE_COMPANY = "Formosa Grid 台灣電網科技"


@dataclass(frozen=True)
class Account:
    role: str
    email: str
    password: str


ACCOUNTS = (
    Account("organiser", "organiser@demo.example", PASSWORD),
    Account("company", "company@demo.example", PASSWORD),
    Account("attendee", "attendee@demo.example", PASSWORD),
)


def build_demonstration(*, seed: int = 1) -> list[Event]:
    """Store everything, in one transaction: it is there whole or not at all.

    Names, requests and answers follow from `seed`; days are counted from today. Nobody reads mail
    at the invented addresses, and none stands in the way of a visitor's.
    """
    with told_already(), followed_up_at_once():
        return _build(seed)


def _build(seed: int) -> list[Event]:
    organiser = _create_account("organiser", "Nguyễn Minh Châu", language="en")
    leader = _create_account("attendee", "陳怡君")
    first = taiwan_digital_day.build(organiser, leader, seed=seed)
    _join(first, COMPANY, _create_account("company", "Trần Thu Hà"), MemberRole.OWNER)
    _ask_and_invite(COMPANY)
    _join(first, ATTENDEE_COMPANY, leader, MemberRole.REPRESENTATIVE)
    _mark(first, COMPANY)
    return [
        first,
        asocio_summit.build(organiser, seed=seed),
        *da_nang.build(organiser, seed=seed),
        vietnam_korea.build(organiser, seed=seed),
    ]


def _mark(event: Event, organisation_name: str) -> None:
    """Two companies that it has not asked are saved for later, and one is hidden."""
    own = Registration.objects.get(event=event, organisation__name=organisation_name)
    someone = own.representatives.order_by("pk")[0].user
    asked = MeetingRequest.objects.filter(Q(sender=own) | Q(receiver=own))
    others = (
        Registration.objects.listed_for(own)
        .exclude(side=own.side)
        .exclude(pk__in=asked.values("sender"))
        .exclude(pk__in=asked.values("receiver"))
        .order_by("pk")
    )
    kinds = (MarkKind.SAVED, MarkKind.SAVED, MarkKind.HIDDEN)
    for counterpart, kind in zip(others[: len(kinds)], kinds, strict=False):
        mark_counterpart(own, counterpart, kind=kind, by=someone)


def _ask_and_invite(organisation_name: str) -> None:
    """Somebody asks to join the company, and somebody is invited who has not answered yet."""
    organisation = Organisation.objects.get(name=organisation_name)
    owner = organisation.members.filter(role=MemberRole.OWNER).latest("pk").user
    colleague = create_person(
        email="phan.nhat.linh@demo.example", full_name="Phan Nhật Linh", language="vi"
    )
    ask_to_join(
        organisation, colleague, message="Em ở phòng kinh doanh, phụ trách khách hàng tỉnh."
    )
    invite(
        organisation,
        email="do.quoc.bao@demo.example",
        full_name="Đỗ Quốc Bảo",
        job_title="Kỹ sư giải pháp",
        language="vi",
        by=owner,
    )


def _create_account(role: str, full_name: str, *, language: str = "en") -> User:
    account = next(account for account in ACCOUNTS if account.role == role)
    return create_person(
        email=account.email,
        full_name=full_name,
        language=language,
        password=account.password,
        has_confirmed_address=True,
    )


def _join(event: Event, organisation_name: str, user: User, role: MemberRole) -> None:
    """Make the account one of the company's people, and let it come to the event."""
    organisation = Organisation.objects.get(name=organisation_name)
    languages = organisation.languages
    add_member(organisation, user, role=role, languages=languages)
    registration = Registration.objects.get(event=event, organisation=organisation)
    add_representative(registration, user, languages=languages)
