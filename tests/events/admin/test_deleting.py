"""Deleting says what goes along, what stays without it, and why something cannot go."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from companies.models import User
from events.models import Event, MeetingBlock, MeetingTable, Registration
from tests.factories import EventFactory, RegistrationFactory, UserFactory, ready_event
from tests.matchmaking.admin.conftest import matched_event

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def delete_page(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])


def words(page: Any) -> str:
    """What stands on the page."""
    content = page.content.decode().split("<body", 1)[-1]
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


@pytest.fixture
def superuser(signed_in: SignIn) -> Client:
    return signed_in(UserFactory(is_superuser=True))


def test_an_event_with_registrations_stays(superuser: Client) -> None:
    event = ready_event(participants=2, slots=2, tables=1)
    page = superuser.get(delete_page(event))
    assert f"{event} has 2 registrations, so it cannot be deleted." in words(page)
    assert b'type="submit" class="deletelink"' not in page.content
    answer = superuser.post(delete_page(event), {"post": "yes"}, follow=True)
    assert "cannot be deleted" in words(answer)
    assert answer.redirect_chain[-1][0] == reverse("admin:events_event_change", args=[event.pk])
    assert Event.objects.filter(pk=event.pk).exists()


def test_an_event_that_nobody_has_registered_for_goes_with_what_it_was_set_up_with(
    superuser: Client,
) -> None:
    event = ready_event(participants=0, slots=3, tables=2)
    page = words(superuser.get(delete_page(event)))
    assert "This cannot be undone." in page
    assert "Slots: 3" in page
    assert "Tables: 2" in page
    superuser.post(delete_page(event), {"post": "yes"})
    assert not Event.objects.filter(pk=event.pk).exists()


def test_a_registration_that_was_handed_in_is_withdrawn_not_deleted(superuser: Client) -> None:
    registration = RegistrationFactory(state="approved")
    assert "Withdraw it instead" in words(superuser.get(delete_page(registration)))
    superuser.post(delete_page(registration), {"post": "yes"})
    assert Registration.objects.filter(pk=registration.pk).exists()
    draft = RegistrationFactory(state="draft")
    superuser.post(delete_page(draft), {"post": "yes"})
    assert not Registration.objects.filter(pk=draft.pk).exists()


def test_an_organiser_deletes_a_block_with_its_slots(
    signed_in: SignIn, organiser_of: Callable[[Event], User]
) -> None:
    event = ready_event(participants=0, slots=3, tables=1)
    client = signed_in(organiser_of(event))
    block = event.blocks.get()
    assert "Slots: 3" in words(client.get(delete_page(block)))
    client.post(delete_page(block), {"post": "yes"})
    assert not MeetingBlock.objects.filter(pk=block.pk).exists()
    assert not event.slots.exists()


def test_what_a_schedule_uses_says_what_needs_it(
    signed_in: SignIn, organiser_of: Callable[[Event], User]
) -> None:
    event = matched_event()
    client = signed_in(organiser_of(event))
    meeting = event.versions.get().meetings.get()
    table = meeting.table or event.tables.first()
    meeting.table = table
    meeting.save()
    page = words(client.get(delete_page(table)))
    assert f"“{table}” is still needed, so it cannot be deleted." in page
    assert f"Meeting: 1 – {meeting}" in page
    client.post(delete_page(table), {"post": "yes"})
    assert MeetingTable.objects.filter(pk=table.pk).exists()


def test_what_stays_without_it_is_named(
    signed_in: SignIn, organiser_of: Callable[[Event], User]
) -> None:
    event = matched_event()
    client = signed_in(organiser_of(event))
    delegation = event.delegations.get()
    member = delegation.registrations.get()
    page = words(client.get(delete_page(delegation)))
    assert f"This stays, without it Registration: 1 – {member}" in page
    client.post(delete_page(delegation), {"post": "yes"})
    member.refresh_from_db()
    assert member.delegation is None


def test_several_at_once_go_all_or_none(superuser: Client) -> None:
    empty, full = EventFactory(), ready_event(participants=1, slots=1, tables=1)
    address = reverse("admin:events_event_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [empty.pk, full.pk]}
    answer = superuser.post(address, {**chosen, "post": "yes"}, follow=True)
    assert f"{full} has 1 registration, so it cannot be deleted." in words(answer)
    assert Event.objects.filter(pk__in=[empty.pk, full.pk]).count() == 2
    chosen["_selected_action"] = [empty.pk]
    assert str(empty) in words(superuser.post(address, chosen))
    superuser.post(address, {**chosen, "post": "yes"})
    assert not Event.objects.filter(pk=empty.pk).exists()


def test_nobodys_account_is_deleted_here(superuser: Client) -> None:
    person = UserFactory()
    assert superuser.get(delete_page(person)).status_code == 404


def test_no_page_speaks_of_objects_and_ids(superuser: Client) -> None:
    """Every row of every kind: rows of relations have no name of their own."""
    matched_event()
    request = superuser.get(reverse("admin:index")).wsgi_request
    opened = 0
    for model, page in admin.site._registry.items():
        row = page.get_queryset(request).first()
        if row is None or not page.has_delete_permission(request, row):
            continue
        content = words(superuser.get(delete_page(row)))
        assert not re.search(r"object \(\d", content), model
        assert not re.search(r"[a-z]-[a-z]+ relationship", content), model
        opened += 1
    assert opened > 12
