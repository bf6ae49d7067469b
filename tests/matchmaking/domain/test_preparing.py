"""Getting ready for a meeting, and what is said of one that moved."""

from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from companies.domain.errors import DomainError
from matchmaking.domain.agenda import acknowledge_changes, personal_agenda
from matchmaking.domain.calendars import event_calendar
from matchmaking.domain.preparing import note_preparation
from matchmaking.models import Meeting, Notification, PreparationNote
from tests import factories
from tests.matchmaking.scenes import Scene, add_meeting, published_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return published_scene(meetings=2)


def speak(representative, *languages: str) -> None:
    representative.languages = list(languages)
    representative.save()


def test_a_note_is_kept_changed_and_taken_away_for_ones_own_side(scene: Scene) -> None:
    meeting = scene.meetings[0]
    note_preparation(meeting, scene.us, " Bring the price list ", by=scene.me)
    assert personal_agenda(scene.me, scene.event).meetings[0].note == "Bring the price list"
    assert personal_agenda(scene.you, scene.event).meetings[0].note == ""
    note_preparation(meeting, scene.us, "And the samples", by=scene.me)
    assert PreparationNote.objects.get().text == "And the samples"
    note_preparation(meeting, scene.us, " ", by=scene.me)
    assert not PreparationNote.objects.exists()


def test_a_note_for_nothing_is_refused(scene: Scene) -> None:
    stranger = factories.participant(scene.event, trade=3)
    meeting = scene.meetings[0]
    for registration, text, code in (
        (stranger, "Hello", "not_in_meeting"),
        (scene.us, "x" * 1001, "invalid"),
    ):
        with pytest.raises(DomainError) as refusal:
            note_preparation(meeting, registration, text, by=None)
        assert refusal.value.code == code
    meeting.state = "cancelled"
    with pytest.raises(DomainError) as refusal:
        note_preparation(meeting, scene.us, "Hello", by=None)
    assert refusal.value.code == "cancelled"


def test_before_the_meeting_its_page_takes_the_note(client: Client, scene: Scene) -> None:
    client.force_login(scene.me)
    address = f"/e/{scene.event.slug}/meetings/{scene.meetings[0].uid}/"
    assert "A note for yourself" in client.get(address).content.decode()
    page = client.post(address, {"text": "<b>Samples</b> 📦"}, follow=True).content.decode()
    assert "&lt;b&gt;Samples&lt;/b&gt; 📦" in page
    assert "Samples" in client.get(address).content.decode()
    client.force_login(scene.you)
    assert "Samples" not in client.get(address).content.decode()


def test_the_languages_both_speak_else_an_interpreter_else_the_desk(scene: Scene) -> None:
    speak(scene.my_seat, "vi", "en")
    them = scene.them.representatives.get()
    speak(them, "en", "ko")
    assert personal_agenda(scene.me, scene.event).meetings[0].speech.common == ("en",)
    speak(them, "ko")
    speech = personal_agenda(scene.me, scene.event).meetings[0].speech
    assert (speech.common, speech.interpreter, speech.interpreted) == ((), None, ())
    an = factories.InterpreterFactory(event=scene.event, language_a="ko", language_b="vi")
    speech = personal_agenda(scene.me, scene.event).meetings[0].speech
    assert speech.interpreter is None, "somebody who interprets elsewhere is none of theirs"
    Meeting.objects.filter(pk=scene.meetings[0].pk).update(interpreter=an)
    speech = personal_agenda(scene.me, scene.event).meetings[0].speech
    assert (speech.interpreter, speech.interpreted) == (an, ("ko", "vi"))
    an.delete()
    assert personal_agenda(scene.me, scene.event).meetings[0].speech.interpreter is None


def test_who_names_no_language_speaks_the_organisations_if_any(scene: Scene) -> None:
    speak(scene.my_seat, "vi")
    them = scene.them.representatives.get()
    speak(them)
    them.registration.organisation.languages = ["en", "vi"]
    them.registration.organisation.save()
    assert personal_agenda(scene.me, scene.event).meetings[0].speech.common == ("vi",)
    them.registration.organisation.languages = []
    them.registration.organisation.save()
    assert personal_agenda(scene.me, scene.event).meetings[0].speech is None


def test_both_sides_read_who_interprets_on_phone_paper_and_in_the_feed(
    client: Client, scene: Scene
) -> None:
    an = factories.InterpreterFactory(event=scene.event, name="Trần Ngọc <Lan>")
    Meeting.objects.filter(pk=scene.meetings[0].pk).update(interpreter=an)
    words = "Interpreter: Trần Ngọc &lt;Lan&gt; (Vietnamese, Chinese)"
    for person in (scene.me, scene.you):
        client.force_login(person)
        for path in ("me/", "me/badge/"):
            page = client.get(f"/e/{scene.event.slug}/{path}").content.decode()
            assert words in page, path
        read = icalendar.Calendar.from_ical(event_calendar(person, scene.event, "en"))
        said = [str(e["DESCRIPTION"]) for e in read.walk("VEVENT") if "DESCRIPTION" in e]
        told = [text for text in said if "Interpreter: Trần Ngọc <Lan> (Vietnamese" in text]
        assert len(told) == 1, "in the one meeting, not in the others"


def test_a_moved_meeting_says_from_where_until_it_is_acknowledged(
    client: Client, scene: Scene
) -> None:
    old = scene.meetings[0]
    was = (old.starts_at, old.table.label)
    scene.version.published_at = timezone.now() - timedelta(hours=2)
    scene.version.state = "superseded"
    scene.version.save()
    version = factories.ScheduleVersionFactory(
        event=scene.event, number=2, state="published", published_at=timezone.now()
    )
    other = factories.MeetingTableFactory(event=scene.event, label="Z9", hall=old.table.hall)
    add_meeting(version, scene.us, scene.them, 3, table=other, uid=old.uid)
    Notification.objects.create(
        recipient=scene.me,
        event=scene.event,
        kind="schedule_changed",
        key="moved",
        context={"version": version.pk, "moved": [str(old.uid)]},
    )
    (item,) = personal_agenda(scene.me, scene.event).meetings
    assert (item.change, item.was.starts_at, item.was.table.label) == ("moved", *was)
    client.force_login(scene.me)
    page = client.get(f"/e/{scene.event.slug}/me/").content.decode()
    assert "Before:" in page
    assert f"table {was[1]}" in page
    acknowledge_changes(scene.me, scene.event)
    (item,) = personal_agenda(scene.me, scene.event).meetings
    assert (item.change, item.was) == ("", None)
    assert Meeting.objects.filter(uid=old.uid).count() == 2
