"""What the demonstration lets happen once the schedule is published."""

import pytest

from matchmaking.demonstration.builder import ACCOUNTS
from matchmaking.demonstration.news import tell_news
from matchmaking.domain.agenda import personal_agenda
from matchmaking.models import MeetingNotice, PreparationNote
from tests.matchmaking.scenes import published_scene

pytestmark = pytest.mark.django_db


def test_a_counterpart_cannot_come_and_a_note_is_there_once() -> None:
    scene = published_scene(meetings=3)
    person = scene.me
    person.email = ACCOUNTS[1].email
    person.save()
    assert tell_news(scene.event) == 1
    assert tell_news(scene.event) == 1
    agenda = personal_agenda(person, scene.event)
    assert agenda.meetings[0].note
    assert [notice.kind for notice in agenda.meetings[2].notices] == ["cannot_come"]
    assert MeetingNotice.objects.count() == PreparationNote.objects.count() == 1


def test_without_three_meetings_nothing_happens() -> None:
    assert tell_news(published_scene(meetings=1).event) == 0
