"""Schedule versions in the admin: the certificate in words, who got what, publishing."""

import pytest
from django.urls import reverse

from events.choices import StaffRole
from matchmaking.admin.figures import Share, version_figures
from matchmaking.admin.versions import level_words
from matchmaking.admin.words import certificate, say_gap, say_points, say_reason
from matchmaking.choices import VersionState
from matchmaking.domain.conflicts import WHY
from matchmaking.engine.constraints import CAPACITIES, RULES
from matchmaking.models import ScheduleVersion
from tests.factories import (
    MeetingFactory,
    MeetingRequestFactory,
    RegistrationFactory,
    RunFactory,
    ScheduleVersionFactory,
    ready_event,
)
from tests.matchmaking.admin.conftest import matched_event


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"objective": None}, "Nothing is computed yet."),
        (
            {"objective": 1_500_000, "is_optimal": True},
            "No schedule of this event can be better: 150 points, proven.",
        ),
        (
            {"objective": 1_500_000},
            "150 points. How much better a schedule could be is not known.",
        ),
        (
            {"objective": 1_500_000, "bound": 1_500_000, "gap": 0.0},
            "150 points, and no schedule can have more.",
        ),
        (
            {"objective": 1_500_000, "bound": 1_600_000, "gap": 0.0625},
            (
                "150 points. No schedule of this event can have more than 160: "
                "this one is at most 6.25 % below the best possible."
            ),
        ),
    ],
)
def test_the_certificate_in_words(fields, words):
    assert certificate(ScheduleVersion(**fields)) == words


@pytest.mark.parametrize(
    ("gap", "words"), [(None, "–"), (0.0, "0.00 %"), (0.00001, "< 0.01 %"), (0.5, "50.00 %")]
)
def test_a_gap_is_never_rounded_to_nothing(gap, words):
    assert say_gap(gap) == words


def test_levels_in_words():
    assert level_words(
        {"name": "value", "value": 1_500_000, "bound": 1_500_000, "optimal": True}
    ) == {
        "name": "Points of all meetings",
        "value": "150",
        "bound": "150",
        "is_bounded": True,
        "is_optimal": True,
    }
    breaks = level_words({"name": "breaks", "value": -1200, "bound": None, "optimal": False})
    assert (breaks["value"], breaks["bound"], breaks["is_bounded"]) == ("1,200", "–", False)


def test_points_are_grouped():
    assert say_points(123_456_789_0) == "123,457"


def test_every_constraint_of_the_engine_has_words():
    codes = {*RULES, *CAPACITIES, *WHY} - {"unknown"}
    assert all(say_reason(code).endswith(".") for code in codes)
    assert say_reason("brand-new") == "brand new"


@pytest.mark.django_db
def test_who_got_how_much_of_what_they_asked_for():
    event = ready_event(participants=4)
    a, b, c, d = event.registrations.order_by("pk")
    left = RegistrationFactory(event=event, state="withdrawn")
    version = ScheduleVersionFactory(event=event)
    slots = list(event.slots.all())
    MeetingFactory(version=version, registration_a=a, registration_b=b, slot=slots[0])
    MeetingFactory(version=version, registration_a=a, registration_b=c, slot=slots[1])
    MeetingFactory(
        version=version, registration_a=a, registration_b=d, slot=slots[2], state="cancelled"
    )
    MeetingRequestFactory(sender=a, receiver=b, state="accepted")
    MeetingRequestFactory(sender=a, receiver=d)
    MeetingRequestFactory(sender=d, receiver=a)
    MeetingRequestFactory(sender=c, receiver=a)
    MeetingRequestFactory(sender=c, receiver=d, state="declined")
    figures = version_figures(version)
    assert figures.meetings == 2
    assert figures.requests == Share(2, 3)
    assert figures.mutual == Share(1, 2)
    assert figures.served == Share(3, 4)
    assert (figures.fewest, figures.middle, figures.most) == (0, 1, 2)
    rows = {row.registration: row for row in figures.rows}
    assert left not in rows
    assert (rows[a].meetings, rows[a].asked, rows[a].received) == (2, Share(1, 2), Share(1, 2))
    assert (rows[d].meetings, rows[d].asked, rows[d].received) == (0, Share(0, 1), Share(0, 1))
    assert figures.rows[0].registration == d, "the thinnest schedule comes first"
    assert figures.without == [rows[d]]


@pytest.mark.django_db
def test_figures_take_three_queries(django_assert_num_queries):
    for participants in (1, 3):
        event = ready_event(participants=participants)
        version = ScheduleVersionFactory(event=event)
        with django_assert_num_queries(3):
            version_figures(version)


def test_a_share_of_nothing_is_whole():
    assert Share(0, 0).percent == 100
    assert Share(1, 3).percent == 33


@pytest.fixture
def event(db):
    return matched_event()


@pytest.fixture(autouse=True)
def _scheduler(request, client, staff_of):
    if "event" in request.fixturenames:
        event = request.getfixturevalue("event")
        client.force_login(staff_of(event, StaffRole.SCHEDULER))


def page(version, name="change"):
    return reverse(f"admin:matchmaking_scheduleversion_{name}", args=[version.pk])


def test_a_version_shows_certificate_levels_and_reasons(client, event):
    content = client.get(page(event.versions.get())).content.decode()
    assert "at most 6.25 % below the best possible" in content
    assert "Participants with at least one meeting" in content
    assert "All tables are taken when both are free." in content


def test_publishing_says_what_changes_and_whom_it_tells(client, event):
    published = event.versions.get()
    draft = ScheduleVersionFactory(event=event, number=2, parent=published)
    response = client.get(page(draft, "publish"))
    content = response.content.decode()
    assert "Version 2 takes the place of version 1." in content
    assert len(response.context["changes"].cancelled) == 1
    assert response.context["told"] == 2
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT, "looking publishes nothing"
    client.post(page(draft, "publish"), {"replacing": published.pk})
    draft.refresh_from_db()
    published.refresh_from_db()
    assert (draft.state, published.state) == (VersionState.PUBLISHED, VersionState.SUPERSEDED)
    assert event.notifications.filter(kind="schedule_changed").count() == 2


def test_what_was_published_meanwhile_is_not_replaced_unseen(client, event):
    draft = ScheduleVersionFactory(event=event, number=2)
    response = client.post(page(draft, "publish"), {"replacing": ""}, follow=True)
    assert any("was published on" in str(message) for message in response.context["messages"])
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_what_is_published_needs_no_publishing(client, event):
    published = event.versions.get()
    assert client.get(page(published, "publish"))["Location"] == page(published)
    assert "Publish …" not in client.get(page(published)).content.decode()


def test_drafts_are_thrown_away_and_published_versions_stay(client, event):
    published = event.versions.get()
    draft = ScheduleVersionFactory(event=event, number=2, run=RunFactory(event=event))
    content = client.get(page(draft)).content.decode()
    assert page(draft, "discard") in content
    assert page(published, "discard") not in client.get(page(published)).content.decode()
    assert client.get(page(draft, "discard")).status_code == 405
    client.post(page(draft, "discard"))
    assert not ScheduleVersion.objects.filter(pk=draft.pk).exists()
    response = client.post(page(published, "discard"), follow=True)
    assert any("it stays" in str(message) for message in response.context["messages"])
    assert ScheduleVersion.objects.filter(pk=published.pk).exists()


@pytest.mark.parametrize("role", [StaffRole.DESK, StaffRole.OBSERVER])
def test_publishing_is_the_schedulers(client, staff_of, event, role):
    draft = ScheduleVersionFactory(event=event, number=2)
    client.force_login(staff_of(event, role))
    for name in ("change", "publish", "discard"):
        assert client.get(page(draft, name)).status_code in {302, 404, 405}
        client.post(page(draft, name), {"replacing": event.versions.first().pk})
    assert ScheduleVersion.objects.get(pk=draft.pk).state == VersionState.DRAFT


def test_promises_go_through_the_domain(client, event):
    a, b, c = event.registrations.order_by("pk")
    address = reverse("admin:matchmaking_mustmeet_add")
    response = client.post(address, {"registration_a": c.pk, "registration_b": a.pk, "note": ""})
    errors = response.context["adminform"].form.errors
    assert "promised a meeting already" in str(errors)
    response = client.post(address, {"registration_a": a.pk, "registration_b": a.pk, "note": ""})
    assert "two different participants" in str(response.context["adminform"].form.errors)
    response = client.post(address, {"registration_a": a.pk, "registration_b": b.pk, "note": "x"})
    assert response.status_code == 302
    made = event.must_meets.get(note="x")
    assert event.activity.filter(action="meeting.promised", subject_id=made.pk).exists()
    client.post(reverse("admin:matchmaking_mustmeet_delete", args=[made.pk]), {"post": "yes"})
    assert not event.must_meets.filter(note="x").exists()
    assert event.activity.filter(action="meeting.unpromised").exists()
