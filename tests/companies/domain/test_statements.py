"""Offers and needs in their order."""

import pytest

from companies.domain import statements
from companies.domain.errors import DomainError
from companies.domain.statements import add_statement, change_statement, remove_statement
from companies.models import Statement
from tests.factories import OrganisationFactory, RegistrationFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(db):
    return OrganisationFactory()


def add(organisation, **fields):
    return add_statement(
        organisation,
        **{"kind": "offer", "text": "Smart street lights", "language": "en", **fields},
    )


def test_each_kind_counts_by_itself(organisation):
    SectorFactory(code="energy")
    offers = [add(organisation), add(organisation, sectors=["energy"], cooperation=["sell"])]
    need = add(organisation, kind="need")
    assert [each.position for each in (*offers, need)] == [0, 1, 0]
    assert [sector.code for sector in offers[1].sectors.all()] == ["energy"]
    assert offers[1].cooperation == ["sell"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "   short   "}, "a few words more"),
        ({"text": "智慧", "language": "zh-hant"}, "a few words more"),
        ({"text": "x" * 2001}, "Text"),
        ({"kind": "wish"}, "Kind"),
        ({"language": "tlh"}, "Language"),
        ({"cooperation": ["marry"]}, "Cooperation"),
        ({"sectors": ["magic"]}, "no sector"),
    ],
)
def test_what_says_nothing_is_refused(organisation, fields, words):
    with pytest.raises(DomainError, match=words):
        add(organisation, **fields)
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("text", "language"), [("智慧照明", "zh-hant"), ("용접 로봇", "ko"), ("LED lights", "en")]
)
def test_a_few_words_of_any_script_are_enough(organisation, text, language):
    """Four Chinese characters say what takes fourteen letters in English."""
    assert add(organisation, text=text, language=language).text == text


def test_there_is_an_end_to_them(organisation, monkeypatch):
    monkeypatch.setattr(statements, "MOST_STATEMENTS", 2)
    add(organisation)
    add(organisation, kind="need")
    with pytest.raises(DomainError, match="the most there can be"):
        add(organisation)
    add(OrganisationFactory())


def test_changing_and_removing(organisation):
    statement = add(organisation)
    registration = RegistrationFactory(organisation=organisation)
    registration.statements.add(statement)
    change_statement(statement, text="Dimmable street lights", sectors=[SectorFactory()])
    statement.refresh_from_db()
    assert statement.text == "Dimmable street lights"
    assert statement.language == "en"
    assert statement.sectors.count() == 1
    with pytest.raises(DomainError):
        change_statement(statement, text="x")
    remove_statement(statement)
    assert not registration.statements.exists()
