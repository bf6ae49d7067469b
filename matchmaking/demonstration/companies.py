"""Invented companies and their people, read from the data folder and stored through the domain."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from companies.choices import MemberRole, OrganisationKind, StatementKind
from companies.domain.organisations import add_member, create_organisation, verify_organisation
from companies.domain.people import create_person
from companies.domain.sectors import sectors_by_code
from companies.domain.statements import add_statement
from companies.models import Organisation, User

DATA = Path(__file__).parent / "data"
INTERFACE_LANGUAGES = frozenset({"en", "vi", "zh-hant", "ko"})
JOB_TITLES = {
    "vi": ["Giám đốc kinh doanh", "Giám đốc công nghệ", "Trưởng phòng hợp tác quốc tế"],
    "zh-hant": ["業務總監", "技術長", "國際合作經理"],
    "ko": ["해외사업본부장", "기술이사", "사업개발팀장"],
    "en": ["Sales director", "Chief technology officer", "Head of partnerships"],
}


@dataclass(frozen=True)
class Company:
    """One line of a data file. `key` is unique over all files and names its addresses."""

    key: str
    name: str
    country: str
    city: str
    size: str
    language: str
    languages: tuple[str, ...]
    time_zone: str
    tagline: str
    sectors: tuple[str, ...]
    offers: tuple[tuple[str, ...], ...]
    needs: tuple[tuple[str, ...], ...]


@cache
def read(file: str) -> dict[str, Any]:
    """The contents of a data file, by its name without the ending."""
    return tomllib.loads((DATA / f"{file}.toml").read_text(encoding="utf-8"))


def read_companies(file: str) -> list[Company]:
    """The companies of a data file, in its order; what the file says at its top holds for all."""
    data = read(file)
    stem = file.replace("_", "-")
    return [
        Company(
            key=f"{stem}-{number:02d}",
            name=entry["name"],
            country=entry.get("country") or data["country"],
            city=entry.get("city", ""),
            size=entry["size"],
            language=entry.get("language") or data["language"],
            languages=tuple(entry.get("languages") or data["languages"]),
            time_zone=entry.get("time_zone", ""),
            tagline=entry["tagline"],
            sectors=tuple(entry["sectors"]),
            offers=tuple(tuple(offer) for offer in entry["offers"]),
            needs=tuple(tuple(need) for need in entry["needs"]),
        )
        for number, entry in enumerate(data["company"], start=1)
    ]


def build_company(company: Company, *, seed: int) -> Organisation:
    """Store the company with one to three people, its offers and its needs."""
    rng = Random(f"{seed}:{company.key}")
    people = 1 if company.size == "1-9" else rng.choice([1, 2, 2, 3])
    languages = tuple(dict.fromkeys((company.language, *company.languages)))
    sectors = sectors_by_code(company.sectors)
    organisation = create_organisation(
        name=company.name,
        kind=OrganisationKind.COMPANY,
        country=company.country,
        city=company.city,
        size=company.size,
        languages=languages,
        target_markets=["VN"] if company.country != "VN" else [],
        tagline=company.tagline,
        sectors=sectors,
    )
    for number in range(1, people + 1):
        add_member(
            organisation,
            build_person(company, number, rng),
            role=MemberRole.OWNER if number == 1 else MemberRole.REPRESENTATIVE,
            job_title=rng.choice(JOB_TITLES[company.language]),
            languages=_spoken(company, languages, rng),
        )
    for kind, statements in (
        (StatementKind.OFFER, company.offers),
        (StatementKind.NEED, company.needs),
    ):
        for text, *cooperation in statements:
            add_statement(
                organisation,
                kind=kind,
                text=text,
                language=company.language,
                sectors=sectors,
                cooperation=cooperation,
            )
    if rng.random() < 0.7:
        verify_organisation(organisation, by=None)
    return organisation


def build_person(company: Company, number: int, rng: Random) -> User:
    """A person of the company. They sign in by a code, as nobody knows a password for them."""
    return create_person(
        email=f"{company.key}.{number}@demo.example",
        full_name=invent_name(company.country, rng),
        language=company.language if company.language in INTERFACE_LANGUAGES else "en",
        time_zone=company.time_zone,
    )


def invent_name(country: str, rng: Random) -> str:
    names = read("names")
    names = names.get(country, names["default"])
    family, given = rng.choice(names["family"]), rng.choice(names["given"])
    parts = (family, given) if names["family_first"] else (given, family)
    return str(names["separator"]).join(parts)


def build_named_organisation(key: str) -> Organisation:
    """A host, partner or place that the reports name; the one already stored, if it is."""
    entry = read("organisations")[key]
    known = Organisation.objects.filter(name=entry["name"], country=entry["country"]).first()
    return known or create_organisation(
        name=entry["name"],
        kind=entry["kind"],
        country=entry["country"],
        city=entry.get("city", ""),
    )


def owner_of(organisation: Organisation) -> User:
    """The first owner. Reads no more than what is prefetched, where it is."""
    return next(
        member.user for member in organisation.members.all() if member.role == MemberRole.OWNER
    )


def _spoken(company: Company, languages: tuple[str, ...], rng: Random) -> list[str]:
    """Everybody speaks their own language; two in three the company's others too."""
    if rng.random() < 0.66:
        return list(languages)
    return [company.language]
