"""Organisations and their people."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.choices import MemberRole
from companies.domain.errors import DomainError
from companies.domain.sectors import sectors_by_code
from companies.domain.storing import drop_file, store, store_changes
from companies.models import Member, Organisation, Sector, User
from companies.search import plain
from companies.signals import member_leaving, tell_profile_changed

ORGANISATION_FIELDS = frozenset(
    {
        "name",
        "kind",
        "country",
        "city",
        "size",
        "languages",
        "target_markets",
        "website",
        "logo",
        "tagline",
        "description",
    }
)
MEMBER_FIELDS = frozenset({"role", "job_title", "languages"})


@transaction.atomic
def create_organisation(
    *,
    name: str,
    kind: str,
    country: str,
    by: User | None = None,
    founder: User | None = None,
    city: str = "",
    size: str = "",
    languages: Sequence[str] = (),
    target_markets: Sequence[str] = (),
    website: str = "",
    tagline: str = "",
    description: str = "",
    sectors: Iterable[Sector | str] = (),
) -> Organisation:
    """Store an organisation; its founder becomes its owner. Sectors may be given by their codes."""
    organisation = store(
        Organisation(
            name=name.strip(),
            kind=kind,
            country=country,
            city=city,
            size=size,
            languages=list(languages),
            target_markets=list(target_markets),
            website=website,
            tagline=tagline,
            description=description,
        )
    )
    organisation.sectors.add(*sectors_by_code(sectors))
    if founder is not None:
        add_member(organisation, founder, role=MemberRole.OWNER, by=by)
    tell_profile_changed(organisation.pk)
    return organisation


@transaction.atomic
def found_organisation(*, by: User, name: str, country: str, **profile: Any) -> Organisation:
    """Found one and own it. Sent twice it is founded once: the person's row is locked meanwhile."""
    User.objects.select_for_update().get(pk=by.pk)
    own = Organisation.objects.owned_by(by).filter(country=country)
    for organisation in own:
        if plain(organisation.name) == plain(name.strip()):
            return organisation
    return create_organisation(name=name, country=country, founder=by, by=by, **profile)


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, by: User | None, **changes: Any
) -> Organisation:
    """Change the given fields (`ORGANISATION_FIELDS`, `sectors`) and no others."""
    sectors = changes.pop("sectors", None)
    if "logo" in changes:
        drop_file(organisation.logo)
    store_changes(organisation, changes, allowed=ORGANISATION_FIELDS)
    if sectors is not None:
        organisation.sectors.set(sectors_by_code(sectors))
    tell_profile_changed(organisation.pk)
    return organisation


def verify_organisation(organisation: Organisation, *, by: User | None) -> Organisation:
    """Mark that somebody checked who the organisation is. A second time changes nothing."""
    now = timezone.now()
    Organisation.objects.filter(pk=organisation.pk, verified_at=None).update(verified_at=now)
    organisation.refresh_from_db(fields=["verified_at"])
    return organisation


def add_member(
    organisation: Organisation,
    user: User,
    *,
    role: str = MemberRole.REPRESENTATIVE,
    job_title: str = "",
    languages: Sequence[str] = (),
    by: User | None = None,
) -> Member:
    """Make the person one of the organisation's people."""
    member = Member(
        organisation=organisation,
        user=user,
        role=role,
        job_title=job_title,
        languages=list(languages),
    )
    already = _("%(person)s belongs to %(organisation)s already. Change the role instead.") % {
        "person": user,
        "organisation": organisation,
    }
    return store(member, {"member_once": already})


@transaction.atomic
def change_member(member: Member, *, by: User | None = None, **changes: Any) -> Member:
    """Change role, job title or languages. The last owner stays one."""
    if changes.get("role", member.role) != MemberRole.OWNER:
        _refuse_without_owner(member)
    return store_changes(member, changes, allowed=MEMBER_FIELDS)


@transaction.atomic
def remove_member(member: Member, *, by: User | None = None) -> None:
    """Take the person out of the organisation; not its last owner.

    Refused too where an app to the right cannot do without them, as when they alone take meetings.
    """
    _refuse_without_owner(member)
    member_leaving.send(Member, member=member, by=by)
    Member.objects.filter(pk=member.pk).delete()


@transaction.atomic
def hand_over(organisation: Organisation, *, owner: Member, to: Member, by: User | None) -> None:
    """Make one member the owner in another's place, who stays as a representative."""
    lock_organisation(organisation.pk)
    if owner.organisation_id != organisation.pk or to.organisation_id != organisation.pk:
        raise ValueError("both belong to the organisation")
    change_member(to, role=MemberRole.OWNER, by=by)
    change_member(owner, role=MemberRole.REPRESENTATIVE, by=by)


def lock_organisation(organisation_id: int) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def _refuse_without_owner(member: Member) -> None:
    """Refuse if nobody but `member` owns the organisation. Owners change under its lock."""
    organisation = lock_organisation(member.organisation_id)
    owners = set(
        Member.objects.filter(organisation=organisation, role=MemberRole.OWNER).values_list(
            "pk", flat=True
        )
    )
    if owners == {member.pk}:
        raise DomainError(
            _(
                "%(person)s is the only owner of %(organisation)s. "
                "Make somebody else an owner first."
            )
            % {"person": member.user, "organisation": organisation},
            code="last_owner",
        )
