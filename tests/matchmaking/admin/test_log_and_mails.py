"""The lists of mails and of the log: what failed, what was done to what, in which zone."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event
from matchmaking.models import Activity, Notification, Run
from tests.matchmaking.admin.conftest import matched_event

pytestmark = pytest.mark.django_db
NOTIFICATIONS = reverse("admin:matchmaking_notification_changelist")
ACTIVITY = reverse("admin:matchmaking_activity_changelist")


@pytest.fixture
def event(client: Client, staff_of) -> Event:
    event = matched_event(time_zone="Asia/Ho_Chi_Minh")
    client.force_login(staff_of(event))
    return event


def test_a_mail_that_was_given_up_is_counted_on_the_events_page_and_says_why(
    client: Client, event: Event
) -> None:
    page = reverse("admin:events_event_change", args=[event.pk])
    assert "mails given up" not in client.get(page).content.decode()
    event.notifications.update(mail_state="failed", attempts=8, failure="SMTPRecipientsRefused")
    content = client.get(page).content.decode()
    assert "mails given up" in content
    listed = f"{NOTIFICATIONS}?event__id__exact={event.pk}&amp;mail_state__exact=failed"
    assert f'href="{listed}"' in content
    row = client.get(listed.replace("&amp;", "&")).content.decode()
    assert "SMTPRecipientsRefused (8 attempts)" in row
    action = {"action": "send_again", "_selected_action": [event.notifications.get().pk]}
    client.post(NOTIFICATIONS, action)
    assert event.notifications.get().mail_state == "waiting"


def test_moments_of_a_list_stand_in_a_zone_that_is_named(client: Client, event: Event) -> None:
    Notification.objects.update(created_at=datetime(2026, 11, 22, 20, 30, tzinfo=UTC))
    content = client.get(NOTIFICATIONS).content.decode()
    assert "23 Nov 2026, 03:30" in content
    assert "Times are in Vietnam Time, UTC+7." in content


def test_who_has_a_zone_reads_that_one(client: Client, event: Event, staff_of) -> None:
    Notification.objects.update(created_at=datetime(2026, 11, 22, 20, 30, tzinfo=UTC))
    person = staff_of(event)
    person.time_zone = "Asia/Seoul"
    person.save()
    client.force_login(person)
    content = client.get(NOTIFICATIONS).content.decode()
    assert "23 Nov 2026, 05:30" in content
    assert "UTC+9" in content


def test_the_log_leads_to_what_it_tells_of(client: Client, event: Event) -> None:
    version = event.versions.get()
    content = client.get(ACTIVITY).content.decode()
    assert "schedule.published" not in re.sub(r'(href|value)="[^"]*"', "", content)
    address = reverse("admin:matchmaking_scheduleversion_change", args=[version.pk])
    assert f'<a href="{address}">Schedule version</a>' in content
    Activity.objects.update(subject_type="gone.model")
    assert client.get(ACTIVITY).status_code == 200


def test_a_run_says_in_words_where_its_time_went(client: Client, event: Event) -> None:
    run = event.runs.get()
    Run.objects.filter(pk=run.pk).update(timings={"encoding": 74.02, "scheduling": 3.96})
    page = client.get(reverse("admin:matchmaking_run_change", args=[run.pk])).content.decode()
    assert "Reading offers and needs 74.0 · Finding the schedule 4.0" in page
