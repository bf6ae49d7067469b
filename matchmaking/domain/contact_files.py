"""Contacts as files that other programs read: CSV for a spreadsheet, vCard for an address book."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.utils.translation import gettext as _
from icalendar.cal.component import Component
from icalendar.prop import vN, vOrg, vText, vUri

from companies.models import Organisation
from companies.spreadsheets import csv_file
from matchmaking.choices import NextStep
from matchmaking.domain.outcomes import Contact, ContactPerson


def contacts_csv(contacts: Iterable[Contact]) -> str:
    """One line a person met; a company whose people are not known has a line of its own."""
    heading = [
        _("Company"),
        _("Country"),
        _("Website"),
        _("Name"),
        _("Job title"),
        _("Email"),
        _("Telephone"),
        _("Met on"),
        _("Took place"),
        _("Interest"),
        _("Next step"),
        _("Follow up on"),
        _("Your note"),
        _("Their note"),
    ]
    return csv_file(heading, chain.from_iterable(map(_lines, contacts)))


def _lines(contact: Contact) -> Iterator[list[str]]:
    company, result = _company(contact), _result(contact)
    people = [[p.name, p.job_title, p.email, p.phone] for p in contact.people]
    for person in people or [[""] * 4]:
        yield [*company, *person, *result]


def _company(contact: Contact) -> list[str]:
    organisation = contact.counterpart.organisation
    return [organisation.name, organisation.country, organisation.website]


def _result(contact: Contact) -> list[str]:
    zone = contact.meeting.event.zone
    met_on = contact.starts_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    outcome = contact.outcome
    if outcome is None:
        return [met_on, "", "", "", "", "", contact.their_note]
    return [
        met_on,
        _("yes") if outcome.took_place else _("no"),
        str(outcome.interest or ""),
        str(NextStep(outcome.next_step).label) if outcome.next_step != NextStep.NONE else "",
        outcome.follow_up_on.isoformat() if outcome.follow_up_on else "",
        outcome.note,
        contact.their_note,
    ]


class Card(Component):
    """A vCard: the same lines, folded and escaped the same way, as iCalendar's."""

    name = "VCARD"


def contacts_vcard(contacts: Iterable[Contact]) -> bytes:
    """A card (vCard 3.0) for each person met, each once."""
    cards: dict[str, Card] = {}
    for contact in contacts:
        for person in contact.people:
            cards[person.email] = _card(
                person, contact.counterpart.organisation, _what_came_of_it(contact)
            )
    return b"".join(card.to_ical(sorted=False) for card in cards.values())


def _what_came_of_it(contact: Contact) -> str:
    """When one met, what is next and what one noted: the card's note, a line each."""
    met_on, _took_place, _interest, step, day, note, theirs = _result(contact)
    lines = [
        _("Met on %(day)s, %(event)s") % {"day": met_on, "event": contact.meeting.event},
        _("Next step: %(step)s") % {"step": step} if step else "",
        _("Follow up on %(day)s") % {"day": day} if day else "",
        note,
        _("They note: %(note)s") % {"note": theirs} if theirs else "",
    ]
    return "\n".join(line for line in lines if line)


def _card(person: ContactPerson, organisation: Organisation, note: str) -> Card:
    """Which part of a name is the family's differs by country: the whole name is kept as one."""
    name = person.name or person.email
    card = Card()
    card.add("VERSION", vText("3.0"))
    card.add("N", vN((name, "", "", "", "")))
    card.add("FN", vText(name))
    card.add("ORG", vOrg((organisation.name,)))
    if person.job_title:
        card.add("TITLE", vText(person.job_title))
    card.add("EMAIL", vText(person.email))
    if person.phone:
        card.add("TEL", vText(person.phone))
    card.add("NOTE", vText(note))
    if organisation.website:
        card.add("URL", vUri(organisation.website))
    return card
