"""What came of a meeting, whom one met, and the files to take home."""

import csv
from datetime import timedelta

import pytest
import vobject

from companies.domain.errors import DomainError
from matchmaking.choices import MeetingState, NextStep, VersionState
from matchmaking.domain.contact_files import contacts_csv, contacts_vcard
from matchmaking.domain.outcomes import (
    contacts_of,
    may_record,
    open_next_steps,
    record_outcome,
)
from matchmaking.models import Activity, Outcome
from tests import factories
from tests.matchmaking import scenes
from tests.matchmaking.threads import at_once


@pytest.fixture
def scene(db):
    return scenes.published_scene()


def record(scene, **view):
    return record_outcome(
        scene.meetings[0],
        **{
            "registration": scene.us,
            "by": scene.me,
            "took_place": True,
            "now": scene.at(10),
            **view,
        },
    )


def test_record_and_record_again(scene):
    day = scene.event.starts_on
    first = record(scene, interest=4, next_step=NextStep.PILOT, note=" Bring samples ")
    assert (first.author, first.interest, first.note) == (scene.me, 4, "Bring samples")
    second = record(scene, interest=5, next_step=NextStep.MOU, follow_up_on=day)
    assert second.pk == first.pk
    stored = Outcome.objects.get()
    assert (stored.interest, stored.next_step, stored.note) == (5, NextStep.MOU, "")
    entries = Activity.objects.order_by("pk")
    assert [entry.before.get("interest") for entry in entries] == [None, 4]
    assert "Bring samples" not in str(list(entries.values()))


def test_each_side_has_its_own_view(scene):
    record(scene, interest=5)
    record(scene, registration=scene.them, by=scene.you, interest=1)
    assert Outcome.objects.count() == 2


def test_a_meeting_that_did_not_take_place_has_no_interest(scene):
    assert record(scene, took_place=False, interest=5).interest is None


@pytest.mark.parametrize(
    ("view", "code"),
    [
        ({"interest": 6}, "invalid"),
        ({"interest": 0}, "invalid"),
        ({"next_step": "marriage"}, "invalid"),
        ({"note": "x" * 2001}, "note_too_long"),
    ],
)
def test_values_that_cannot_be(scene, view, code):
    with pytest.raises(DomainError) as caught:
        record(scene, **view)
    assert caught.value.code == code
    assert not Outcome.objects.exists()


def refused(scene, code, **view):
    with pytest.raises(DomainError) as caught:
        record(scene, **view)
    assert caught.value.code == code
    assert not Outcome.objects.exists()
    assert not may_record(
        view.get("registration", scene.us), scene.meetings[0], view.get("now", scene.at(10))
    )


def test_a_stranger_of_the_meeting(scene):
    refused(scene, "not_in_meeting", registration=factories.participant(scene.event))


def test_before_the_meeting(scene):
    refused(scene, "too_early", now=scene.at(8, 59))
    assert may_record(scene.us, scene.meetings[0], scene.at(9))


def test_a_cancelled_meeting(scene):
    scene.meetings[0].state = MeetingState.CANCELLED
    refused(scene, "cancelled")


def test_a_version_that_is_no_longer_published(scene):
    scene.version.state = VersionState.SUPERSEDED
    scene.version.save()
    refused(scene, "not_published")


def test_a_follow_up_before_the_meeting(scene):
    day = scene.event.starts_on
    with pytest.raises(DomainError) as caught:
        record(scene, follow_up_on=day - timedelta(days=1))
    assert caught.value.code == "follow_up_too_early"
    assert record(scene, follow_up_on=day).follow_up_on == day


def test_it_outlives_a_new_version_of_the_schedule(scene):
    old = scene.meetings[0]
    record(scene, interest=4)
    scene.version.state = VersionState.SUPERSEDED
    scene.version.save()
    version = factories.ScheduleVersionFactory(event=scene.event, state=VersionState.PUBLISHED)
    new = scenes.add_meeting(version, scene.us, scene.them, 0, uid=old.uid)
    (contact,) = contacts_of(scene.us)
    assert contact.outcome.interest == 4
    scene.meetings[0] = new
    record(scene, interest=5)
    assert Outcome.objects.get().meeting == new


class TestContacts:
    def test_with_the_address_of_whom_one_meets(self, scene):
        (contact,) = contacts_of(scene.us)
        assert contact.counterpart == scene.them
        assert [person.email for person in contact.people] == [scene.you.email]
        assert contact.outcome is None
        assert not contact.is_open

    def test_a_note_is_seen_by_the_other_side_only_if_shared(self, scene):
        record(scene, registration=scene.them, by=scene.you, note="Good people")
        assert contacts_of(scene.us)[0].their_note == ""
        record(
            scene, registration=scene.them, by=scene.you, note="Good people", note_is_shared=True
        )
        contact = contacts_of(scene.us)[0]
        assert contact.their_note == "Good people"
        assert contact.outcome is None

    def test_a_cancelled_meeting_shares_no_address(self, scene):
        scene.meetings[0].state = MeetingState.CANCELLED
        scene.meetings[0].save()
        assert contacts_of(scene.us) == []

    def test_open_next_steps_by_date(self, db):
        scene = scenes.published_scene(4)
        day = scene.event.starts_on
        views = [
            {"next_step": NextStep.PILOT},
            {"next_step": NextStep.NDA, "follow_up_on": day + timedelta(days=9)},
            {"follow_up_on": day + timedelta(days=2)},
            {"took_place": False},
        ]
        for meeting, view in zip(scene.meetings, views, strict=True):
            scene.meetings[0] = meeting
            record(scene, **{**view, "now": scene.at(12)})
        steps = open_next_steps(contacts_of(scene.us))
        days = [step.outcome.follow_up_on for step in steps]
        assert days == [day + timedelta(days=2), day + timedelta(days=9), None]

    @pytest.mark.parametrize("meetings", [1, 3])
    def test_constant_queries(self, db, meetings, django_assert_num_queries):
        scene = scenes.published_scene(meetings)
        with django_assert_num_queries(3):
            contacts = contacts_of(scene.us)
            contacts_csv(contacts)
            contacts_vcard(contacts)
        assert len(contacts) == meetings


class TestFiles:
    def test_csv(self, scene):
        scene.them.organisation.name = "=HYPERLINK(1)"
        scene.them.organisation.save()
        record(
            scene,
            interest=4,
            next_step=NextStep.QUOTATION,
            follow_up_on=scene.event.starts_on,
            note='Says "gấp", 台灣\nsecond line',
        )
        file = contacts_csv(contacts_of(scene.us))
        assert file.startswith("\ufeff")
        (row,) = csv.DictReader(file.removeprefix("\ufeff").splitlines(keepends=True))
        assert row["Company"] == "'=HYPERLINK(1)"
        assert row["Email"] == scene.you.email
        assert row["Met on"] == f"{scene.event.starts_on} 09:00"
        assert (row["Took place"], row["Interest"]) == ("yes", "4")
        assert row["Next step"] == "Quotation"
        assert row["Your note"] == 'Says "gấp", 台灣\nsecond line'

    def test_vcard_read_by_another_parser(self, scene):
        you = scene.you
        you.full_name = "Nguyễn Thị; Lan, 蘭\nEMAIL:evil@example.com"
        you.save()
        seat = scene.them.representatives.get()
        seat.job_title = "Trưởng phòng kinh doanh và phát triển thị trường quốc tế khu vực châu Á"
        seat.save()
        (card,) = vobject.readComponents(contacts_vcard(contacts_of(scene.us)).decode())
        assert card.fn.value == you.full_name
        assert card.n.value.family == you.full_name
        assert card.org.value == [scene.them.organisation.name]
        assert card.title.value == seat.job_title
        assert [email.value for email in card.contents["email"]] == [you.email]


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_write_one_outcome():
    scene = scenes.published_scene()
    results = at_once(lambda: record(scene, interest=2), lambda: record(scene, interest=5))
    assert all(isinstance(result, Outcome) for result in results), results
    assert Outcome.objects.get().interest in (2, 5)
