"""What a registration shows to whom: the one place where a company's choice is turned into what
pages, API and files may tell.

A detail is shown to a relation or it is not; nothing outside decides that again. People's addresses
and telephones are no choice: they are shared with those whom one has agreed to meet, and with
nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

from django.db import transaction

from companies.domain.storing import store_changes
from companies.models import Organisation, Statement, User
from events.choices import Audience
from events.models import Registration, Representative

DETAILS = ("website", "description", "size", "markets", "people")
DISCLOSURE_FIELDS = frozenset({"is_listed", "is_public", *(f"{name}_for" for name in DETAILS)})


class Relation(IntEnum):
    """How near a reader is to a registration; each sees what those before it see."""

    STRANGER = 0
    PARTICIPANT = 1
    COUNTERPART = 2  # an accepted request, or a meeting that stands in the published schedule
    OWN = 3


NEAREST_NEEDED = {
    Audience.EVERYBODY: Relation.STRANGER,
    Audience.PARTICIPANTS: Relation.PARTICIPANT,
    Audience.MEETING: Relation.COUNTERPART,
}


def is_shown(registration: Registration, detail: str, relation: Relation) -> bool:
    """Whether somebody so near may see the detail, one of `DETAILS`."""
    return relation >= NEAREST_NEEDED[Audience(getattr(registration, f"{detail}_for"))]


@dataclass(frozen=True)
class Person:
    """Somebody who comes. `email` and `phone` are empty for whom they are not shared with."""

    representative: Representative
    email: str = ""
    phone: str = ""

    @property
    def id(self) -> int:
        return self.representative.pk

    @property
    def user(self) -> User:
        return self.representative.user

    @property
    def name(self) -> str:
        return self.user.public_name

    @property
    def job_title(self) -> str:
        return self.representative.job_title

    @property
    def languages(self) -> list[str]:
        return list(self.representative.languages)

    @property
    def takes_meetings(self) -> bool:
        return self.representative.takes_meetings


@dataclass(frozen=True)
class Profile:
    """A registration as one relation sees it. What is not for them is empty, as if never written.

    Name, kind, country, city, tagline, sectors, languages, offers and needs are what taking part
    means; they are shown to whoever may open the profile at all.
    """

    registration: Registration
    relation: Relation

    @property
    def organisation(self) -> Organisation:
        return self.registration.organisation

    def __getattr__(self, name: str) -> Any:
        if name in {"name", "kind", "country", "city", "tagline", "languages", "is_verified"}:
            return getattr(self.organisation, name)
        raise AttributeError(name)

    def shows(self, detail: str) -> bool:
        return is_shown(self.registration, detail, self.relation)

    @property
    def website(self) -> str:
        return self.organisation.website if self.shows("website") else ""

    @property
    def description(self) -> str:
        return self.organisation.description if self.shows("description") else ""

    @property
    def size(self) -> str:
        return self.organisation.size if self.shows("size") else ""

    @property
    def size_label(self) -> str:
        return self.organisation.get_size_display() if self.shows("size") else ""

    @property
    def target_markets(self) -> list[str]:
        return list(self.organisation.target_markets) if self.shows("markets") else []

    @property
    def has_contact_details(self) -> bool:
        return self.relation >= Relation.COUNTERPART

    @cached_property
    def people(self) -> list[Person]:
        """Who comes, in the order of their ids; nobody where names are not for this relation."""
        return people_shown(
            self.registration, self.registration.representatives.all(), self.relation
        )

    @cached_property
    def statements(self) -> Sequence[Statement]:
        return list(self.registration.statements.all())

    @property
    def offers(self) -> list[Statement]:
        return [statement for statement in self.statements if statement.kind == "offer"]

    @property
    def needs(self) -> list[Statement]:
        return [statement for statement in self.statements if statement.kind == "need"]


def people_shown(registration: Registration, people: Any, relation: Relation) -> list[Person]:
    """Those of the representatives, read with their users, whom the relation may know of."""
    if not is_shown(registration, "people", relation):
        return []
    present = sorted(
        (person for person in people if person.user.deleted_at is None), key=lambda p: p.pk
    )
    if relation < Relation.COUNTERPART:
        return [Person(person) for person in present]
    return [Person(person, person.user.email, person.user.phone) for person in present]


@transaction.atomic
def change_disclosure(
    registration: Registration, *, by: User | None, **choices: Any
) -> Registration:
    """Store who sees what (`DISCLOSURE_FIELDS`). Not listed means: on no public page either."""
    if choices.get("is_listed", registration.is_listed) is False:
        choices["is_public"] = False
    return store_changes(registration, choices, allowed=DISCLOSURE_FIELDS)
