"""The admin's front door, and what its pages load."""

import re

import pytest
from django.urls import reverse

from tests.factories import StaffFactory, UserFactory
from tests.matchmaking.admin.conftest import matched_event

pytestmark = pytest.mark.django_db


def test_signing_in_is_the_products(client):
    wanted = reverse("admin:events_event_changelist")
    response = client.get(wanted, follow=True)
    assert response.redirect_chain[-1][0] == f"{reverse('account_login')}?next={wanted}"


def test_whoever_is_in_needs_no_signing_in(client):
    client.force_login(StaffFactory().user)
    assert client.get(reverse("admin:login"))["Location"] == reverse("admin:index")


def test_whoever_works_for_no_event_finds_nothing(client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("admin:login")).status_code == 404
    assert client.get(reverse("admin:index"), follow=True).status_code == 404


def test_the_next_page_stays_on_this_site(client):
    response = client.get(f"{reverse('admin:login')}?next=https://evil.example/", follow=False)
    target = response["Location"]
    assert target.startswith(reverse("account_login"))
    page = client.get(target)
    assert b'value="https://evil.example/"' not in page.content


def test_the_password_is_changed_where_all_passwords_are(client):
    client.force_login(StaffFactory().user)
    response = client.get(reverse("admin:password_change"))
    assert response["Location"] == reverse("account_change_password")


def test_reasons_are_filtered_by_in_words(client):
    matched_event()
    client.force_login(UserFactory(is_superuser=True))
    page = client.get(reverse("admin:matchmaking_unscheduledpair_changelist")).content.decode()
    link = re.search(r'<a href="\?reason=table-full">([^<]+)</a>', page)
    assert link is not None
    assert link[1].strip() == "All tables are taken when both are free."


def test_losing_the_role_closes_the_door(client):
    staff = StaffFactory()
    client.force_login(staff.user)
    assert client.get(reverse("admin:index")).status_code == 200
    staff.delete()
    assert client.get(reverse("admin:index"), follow=True).status_code == 404


def pages(event) -> list[str]:
    version, run = event.versions.first(), event.runs.first()
    return [
        reverse("admin:index"),
        reverse("admin:events_event_change", args=[event.pk]),
        reverse("admin:events_registration_changelist"),
        reverse("admin:events_registration_change", args=[event.registrations.first().pk]),
        reverse("admin:events_meetingtable_several"),
        reverse("admin:matchmaking_run_start", args=[event.pk]),
        reverse("admin:matchmaking_run_progress", args=[run.pk]),
        reverse("admin:matchmaking_scheduleversion_change", args=[version.pk]),
    ]


def test_no_page_has_a_script_or_a_style_in_it(client):
    """The content security policy would stop it; and no page loads anything from elsewhere."""
    event = matched_event()
    client.force_login(StaffFactory(event=event).user)
    for page in pages(event):
        content = client.get(page).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", content), page
        scripts = re.findall(r"<script([^>]*)>", content)
        assert all("src=" in script or "application/json" in script for script in scripts), page
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", content), page


@pytest.mark.parametrize("language", ["vi", "zh-hant", "ko"])
def test_pages_open_in_every_language(client, language):
    event = matched_event()
    client.force_login(StaffFactory(event=event, user__language=language).user)
    for page in pages(event):
        response = client.get(page)
        assert response.status_code == 200
        assert f'<html lang="{language}"' in response.content.decode()
