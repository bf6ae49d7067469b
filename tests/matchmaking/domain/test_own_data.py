"""A person's own data: the file holds all of it and nothing of others; leaving removes it."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from companies.domain.errors import DomainError
from companies.domain.invitations import find_invitation, invitation_token, invite
from companies.domain.join_requests import ask_to_join
from companies.models import Invitation, Organisation, User
from events.models import Representative
from matchmaking.choices import Action, ExportState
from matchmaking.domain.activity import log_activity
from matchmaking.domain.calendars import feed_token
from matchmaking.domain.outcomes import record_outcome
from matchmaking.domain.personal import exports
from matchmaking.domain.personal.archive import build_archive, letter
from matchmaking.domain.personal.gathering import gather, section_names
from matchmaking.domain.personal.inventory import (
    DELETED,
    FORGETS,
    INVENTORY,
    KEPT,
    relations_to_people,
)
from matchmaking.domain.personal.leaving import STAYS, delete_account, look_at_leaving
from matchmaking.domain.personal.texts import (
    NOT_WRITTEN,
    _for_python,
    _pattern,
    written_columns,
)
from matchmaking.domain.requests import send_request
from matchmaking.domain.schedules import publish_version
from matchmaking.models import Activity, CardPhoto, DataExport, Meeting, Notification, Outcome, Seat
from tests.factories import (
    AppearanceFactory,
    EventFactory,
    MeetingRequestFactory,
    MemberFactory,
    RepresentativeFactory,
    ScheduleVersionFactory,
    StaffFactory,
    UserFactory,
    participant,
)
from tests.matchmaking.scenes import Scene, add_meeting, published_scene

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Nguyễn Thị Hoa Quỳnh", "hoa.quynh@personal.example"


@pytest.fixture
def scene() -> Scene:
    scene = published_scene(slug="fair")
    me = scene.me
    me.full_name, me.email, me.phone = NAME, ADDRESS, "+84 90 000 1111"
    me.language = "vi"
    me.save()
    return scene


def fill(scene: Scene) -> None:
    """Traces of the person wherever a person leaves some."""
    me, event = scene.me, scene.event
    other = participant(event, trade=2)
    send_request(
        scene.us,
        other,
        by=me,
        message=f"Gọi cho tôi: {NAME}, {ADDRESS.upper()}, 090 000-1111 hay (+84) 90 0001111",
    )
    MeetingRequestFactory(
        sender=participant(event, trade=4), receiver=scene.us, message=f"Dear {NAME}!"
    ).wished_people.add(scene.my_seat)
    record_outcome(
        scene.meetings[0],
        registration=scene.them,
        by=scene.you,
        took_place=True,
        note=f"{NAME} will call",
        now=scene.at(10),
    )
    record_outcome(
        scene.meetings[0], registration=scene.us, by=me, took_place=True, note="My own words",
        now=scene.at(10),
    )  # fmt: skip
    AppearanceFactory(session__event=event, user=me, name=NAME)
    feed_token(me)
    StaffFactory(event=event, user=me)
    StaffFactory(event=event)
    Invitation.objects.create(
        organisation=scene.them.organisation,
        email=ADDRESS,
        full_name=NAME,
        sent_at=timezone.now(),
        expires_at=timezone.now(),
    )
    log_activity(Action.ORGANISATION_BLOCKED, event=event, actor=me, after={"by": NAME})
    Notification.objects.create(
        address=ADDRESS, language="vi", kind="request_received", key="to-an-address"
    )
    scene.us.organisation.logo.save("mark.png", ContentFile(b"\x89PNG mine"))
    CardPhoto.objects.create(
        outcome=Outcome.objects.get(registration=scene.us),
        taken_by=me,
        picture=b"a card",
        media_type="image/jpeg",
    )


# --- the inventory -----------------------------------------------------------------------------


def test_every_relation_to_a_person_is_named_and_none_that_is_not_there() -> None:
    """A new model that points at a person, a membership or a representation has to be named in
    the inventory, with its part of the file or the reason why not."""
    assert relations_to_people() == set(INVENTORY)


def test_each_entry_says_what_becomes_of_it() -> None:
    for name, entry in INVENTORY.items():
        assert entry.leaving in {DELETED, FORGETS, KEPT}, name
        assert bool(entry.section) != bool(entry.why_not), name
        model = apps.get_model(name.rsplit(".", 1)[0])
        columns = {field.name for field in model._meta.get_fields()}
        known = {"key", "secret", "data", "session_key", "change_message"}
        assert set(entry.hidden) <= columns | known, name
    sections = section_names()
    assert len(sections) == len(set(sections))


@pytest.mark.parametrize("column", ["password", "secret", "key", "data", "session_key", "archive"])
def test_no_secret_is_in_the_file(scene: Scene, column: str) -> None:
    fill(scene)
    sections = gather(scene.me).sections
    assert sections["person"][0]["email"] == ADDRESS
    assert not any(column in row for rows in sections.values() for row in rows)


def test_a_name_is_taken_out_of_every_column_that_takes_sentences() -> None:
    """What is left out is named, and is there."""
    columns = {f"{model._meta.label}.{column.name}" for model, column in written_columns()}
    assert {
        "matchmaking.MeetingRequest.message",
        "matchmaking.Outcome.note",
        "matchmaking.PreparationNote.text",
        "matchmaking.MeetingNotice.reason",
        "matchmaking.Activity.after",
        "events.Absence.reason",
        "events.Answer.value",
        "events.Session.abstract_vi",
        "companies.JoinRequest.message",
        "companies.Organisation.description",
        "companies.Statement.text",
    } <= columns
    assert not columns & NOT_WRITTEN
    for name in NOT_WRITTEN:
        label, column = name.rsplit(".", 1)
        apps.get_model(label)._meta.get_field(column)


# --- the file ----------------------------------------------------------------------------------


def test_the_file_holds_what_the_person_did_and_nothing_private_of_others(scene: Scene) -> None:
    fill(scene)
    archive = zipfile.ZipFile(io.BytesIO(build_archive(scene.me, gather(scene.me))))
    text = archive.read("data.json").decode()
    data = json.loads(text)
    assert data["person"][0]["full_name"] == NAME
    assert data["memberships"][0]["organisation"] == str(scene.us.organisation)
    assert data["registrations"][0]["people_for"] == "participants"
    assert data["requests_sent"][0]["message"].startswith("Gọi cho tôi")
    assert data["meetings"][0]["with"] == str(scene.them)
    assert data["outcomes"][0]["note"] == "My own words"
    assert data["appearances"][0]["name"] == NAME
    assert {row["action"] for row in data["activity"]} >= {"request.sent", "outcome.recorded"}
    # what the other side noted for itself, and the address of the other side
    assert "will call" not in text
    assert scene.you.email not in text
    tables = {name for name in archive.namelist() if name.startswith("tables/")}
    assert tables == {f"tables/{name}.csv" for name, rows in data.items() if rows}
    rows = list(csv.DictReader(io.StringIO(archive.read("tables/meetings.csv").decode()[1:])))
    assert rows[0]["with"] == str(scene.them)
    uploads = [name for name in archive.namelist() if name.startswith("files/")]
    assert [archive.read(name) for name in uploads] == [b"\x89PNG mine", b"a card"]
    assert "README.txt" in archive.namelist()


def test_a_cell_is_never_a_formula(scene: Scene) -> None:
    User.objects.filter(pk=scene.me.pk).update(full_name="=HYPERLINK(1)")
    archive = zipfile.ZipFile(
        io.BytesIO(build_archive(scene.me, gather(User.objects.get(pk=scene.me.pk))))
    )
    assert "'=HYPERLINK(1)" in archive.read("tables/person.csv").decode()


def test_the_letter_names_every_part(scene: Scene) -> None:
    text = letter(scene.me, gather(scene.me))
    assert all(f"  {name}: " in text for name in section_names())


def test_asked_for_built_told_and_deleted_again(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        export = exports.request_export(scene.me)
    export.refresh_from_db()
    assert (export.state, export.done) == (ExportState.READY, export.total)
    assert export.size == len(bytes(export.archive))
    assert Notification.objects.filter(recipient=scene.me, kind="data_ready").count() == 1
    assert not exports.build_export(export.pk)  # delivered twice, built once
    with pytest.raises(DomainError) as refusal:
        exports.request_export(scene.me)
    assert refusal.value.code == "too_soon"
    later = timezone.now() + timedelta(days=8)
    assert exports.delete_expired(later) == 1
    export.refresh_from_db()
    assert (export.state, export.archive, export.size) == (ExportState.EXPIRED, None, 0)
    exports.request_export(scene.me, now=later)


def test_one_at_a_time_and_a_dead_worker_blocks_nobody(scene: Scene) -> None:
    first = exports.request_export(scene.me)
    with pytest.raises(DomainError) as refusal:
        exports.request_export(scene.me)
    assert refusal.value.code == "export_one_at_a_time"
    exports.request_export(scene.me, now=timezone.now() + timedelta(hours=1))
    first.refresh_from_db()
    assert first.state == ExportState.FAILED


def test_what_goes_wrong_is_said_and_can_be_asked_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = exports.request_export(scene.me)
    monkeypatch.setattr(exports, "gather", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        exports.build_export(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.FAILED


# --- leaving -----------------------------------------------------------------------------------


def texts_with(*words: str) -> dict[str, int]:
    """Every column of every table, as text, in which one of the words occurs in any case."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = "
            "'public' AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            for word in words:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s',
                    [f"%{word}%"],
                )
                if number := cursor.fetchone()[0]:
                    found[f"{table}.{column}"] = number
    return found


def with_colleague(scene: Scene) -> User:
    """Another owner of my organisation, who comes to no event."""
    return MemberFactory(organisation=scene.us.organisation, role="owner").user


@pytest.mark.parametrize("is_alone", [True, False])
def test_neither_name_nor_address_is_left_anywhere(
    scene: Scene, is_alone: bool, django_capture_on_commit_callbacks: Any
) -> None:
    fill(scene)
    if not is_alone:
        with_colleague(scene)
    with django_capture_on_commit_callbacks(execute=True):
        exports.request_export(scene.me)
    words = (NAME, ADDRESS, "000 1111", "0001111", "000-1111")
    assert texts_with(*words)
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(scene.me)
    assert texts_with(*words) == {}
    assert not CardPhoto.objects.exists()


def test_nobody_is_left_waiting_for_an_organisation_that_nobody_is_left_of(
    scene: Scene,
) -> None:
    """An invited person's name and address go, the link leads nowhere; who asked is told no."""
    ours = scene.us.organisation
    invitation = invite(ours, email="third@personal.example", full_name="Third Person", by=scene.me)
    token = invitation_token(invitation)
    asking = ask_to_join(ours, UserFactory())
    delete_account(scene.me)
    assert Organisation.objects.filter(pk=ours.pk).exists()  # it stands in the others' schedules
    assert texts_with("third@personal.example", "Third Person") == {}
    assert find_invitation(token) is None
    asking.refresh_from_db()
    assert asking.state == "declined"
    assert Notification.objects.filter(recipient=asking.user, kind="join_decided").exists()


@pytest.mark.parametrize(
    "written",
    ["+84 90 000 1111", "+84900001111", "0084-90-000-1111", "090.000.1111", "(0)900001111",
     "900001111"],
)  # fmt: skip
def test_a_number_is_taken_out_however_it_is_written(written: str) -> None:
    pattern = re.compile(_for_python(_pattern("+84 90 000 1111")))
    assert pattern.sub("—", f"Tel {written}, 10 h") == "Tel —, 10 h"
    for other in ("+84 90 000 1112", "1900001111", "90 000 11112"):
        assert pattern.sub("—", f"Tel {other}.") == f"Tel {other}."


def test_the_meetings_of_others_stay_without_the_name(scene: Scene) -> None:
    with_colleague(scene)
    late = scene.at(20)
    delete_account(scene.me, now=late)
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.seats.filter(is_held=True).count()) == ("planned", 2)
    client = Client()
    client.force_login(scene.you)
    for page in ("company/", "contacts/", "me/badge/"):
        text = client.get(f"/e/fair/{page}").content.decode()
        assert str(scene.us) in text
        assert NAME not in text
        assert "deleted.invalid" not in text
    assert "A former participant" in client.get("/e/fair/company/").content.decode()
    person = client.get(f"/e/fair/participants/{scene.us.pk}/").content.decode()
    assert "deleted.invalid" not in person


def test_meetings_to_come_are_cancelled_and_the_other_side_told(scene: Scene) -> None:
    with_colleague(scene)
    leaving = look_at_leaving(scene.me)
    assert [m.pk for m in leaving.meetings.cancelled] == [scene.meetings[0].pk]
    delete_account(scene.me)
    assert Meeting.objects.get().state == "cancelled"
    told = Notification.objects.get(kind="schedule_changed")
    assert (told.recipient, told.context) == (
        scene.you,
        {"cancelled": [str(scene.meetings[0].uid)]},
    )
    assert Representative.objects.get(pk=scene.my_seat.pk).takes_meetings is False


def test_a_meeting_in_which_a_colleague_sits_goes_on(scene: Scene) -> None:
    colleague = with_colleague(scene)
    seated = RepresentativeFactory(registration=scene.us, user=colleague)
    meeting = scene.meetings[0]
    Seat.objects.create(
        meeting=meeting, version=scene.version, event=scene.event, representative=seated,
        registration=scene.us, during=meeting.during,
    )  # fmt: skip
    delete_account(scene.me)
    meeting.refresh_from_db()
    assert meeting.state == "planned"
    assert {seat.representative.user for seat in meeting.seats.filter(is_held=True)} == {
        colleague,
        scene.you,
    }
    assert not Notification.objects.filter(kind="schedule_changed").exists()


def test_the_only_member_takes_the_organisation_out_of_what_is_to_come(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    fill(scene)
    organisation = scene.us.organisation
    logo = organisation.logo
    assert look_at_leaving(scene.me).withdrawn == [scene.us]
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(scene.me)
    scene.us.refresh_from_db()
    organisation.refresh_from_db()
    assert (scene.us.state, scene.us.is_listed) == ("withdrawn", False)
    assert (organisation.description, organisation.website, bool(organisation.logo)) == (
        "", "", False,
    )  # fmt: skip
    assert not organisation.statements.exists()
    assert not logo.storage.exists(logo.name)
    assert Meeting.objects.get().state == "cancelled"
    assert set(scene.us.sent_requests.values_list("state", flat=True)) == {"closed"}
    assert set(scene.us.received_requests.values_list("state", flat=True)) == {"closed"}


def test_an_organisation_that_took_part_in_nothing_goes_as_a_whole() -> None:
    member = MemberFactory(role="owner")
    delete_account(member.user)
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_somebody_who_traded_under_their_own_name(scene: Scene) -> None:
    Organisation.objects.filter(pk=scene.us.organisation_id).update(name=f"{NAME} Consulting")
    delete_account(scene.me)
    assert texts_with(NAME) == {}


@pytest.mark.parametrize(
    ("others", "refused"), [(["representative"], True), (["owner"], False), ([], False)]
)
def test_the_last_owner_hands_over_first(others: list[str], refused: bool) -> None:
    member = MemberFactory(role="owner")
    for role in others:
        MemberFactory(organisation=member.organisation, role=role)
    assert bool(look_at_leaving(member.user).refusals) == refused
    if not refused:
        delete_account(member.user)
        return
    with pytest.raises(DomainError) as refusal:
        delete_account(member.user)
    assert refusal.value.code == "hand_over_first"
    member.user.refresh_from_db()
    assert member.user.deleted_at is None


def test_the_last_organiser_of_an_event_to_come_hands_over_first() -> None:
    staff = StaffFactory()
    with pytest.raises(DomainError):
        delete_account(staff.user)
    StaffFactory(event=staff.event)
    delete_account(staff.user)
    past = StaffFactory(event=EventFactory(starts_on=timezone.now().date() - timedelta(days=9)))
    delete_account(past.user)


def test_what_was_done_stays_in_the_log_without_whom(scene: Scene) -> None:
    fill(scene)
    with_colleague(scene)
    number = Activity.objects.count()
    delete_account(scene.me)
    # the person's entries stay, and leaving adds two
    assert Activity.objects.count() == number + 2
    assert not Activity.objects.filter(actor__email__contains="deleted").exists()
    assert Outcome.objects.get(registration=scene.us).author is None


def test_nobody_gets_in_any_more(client: Client, scene: Scene) -> None:
    with_colleague(scene)
    client.force_login(scene.me)
    other_device = Client()
    other_device.force_login(scene.me)
    feed = f"/calendar/{feed_token(scene.me)}.ics"
    assert client.get(feed).status_code == 200
    delete_account(scene.me)
    assert client.get("/e/fair/me/").status_code == 302
    assert other_device.get("/me/").status_code == 302
    assert client.get(feed).status_code == 404
    assert not [s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id")]
    # the address is free again
    UserFactory(email=ADDRESS)


def test_somebody_elses_words_are_not_touched() -> None:
    """A name is taken out whole, never out of the middle of another word."""
    me = UserFactory(full_name="Anna Li", email="anna@personal.example")
    request = MeetingRequestFactory(message="Joanna Lindt and Anna Li, anna@personal.example.vn")
    delete_account(me)
    request.refresh_from_db()
    assert request.message == "Joanna Lindt and —, anna@personal.example.vn"


def test_a_draft_loses_the_meetings_that_only_they_would_have_attended(scene: Scene) -> None:
    draft = ScheduleVersionFactory(event=scene.event, parent=scene.version)
    meeting = add_meeting(draft, scene.us, scene.them, 2)
    with_colleague(scene)
    delete_account(scene.me)
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    publish_version(draft)
    assert mail.outbox == []


def test_twice_is_once(scene: Scene) -> None:
    with_colleague(scene)
    delete_account(scene.me)
    delete_account(scene.me)
    assert Activity.objects.filter(action="person.deleted").count() == 1


def test_nothing_of_the_person_is_left_in_their_own_row(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    """Whatever columns a person gets, they are emptied or named as what stays."""
    with_colleague(scene)
    scene.me.photo.save("me.jpg", ContentFile(b"my face"))
    photo = scene.me.photo
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(scene.me)
    left = User.objects.get(pk=scene.me.pk)
    values = {c.name: c.value_from_object(left) for c in left._meta.concrete_fields}
    assert {name for name, value in values.items() if value} <= STAYS
    assert not any(values[name] for name in ("is_active", "is_staff", "is_superuser"))
    assert left.last_login is None
    assert not left.has_usable_password()
    assert not photo.storage.exists(photo.name)


def test_no_session_is_left_not_even_in_the_cache(
    scene: Scene, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """A cache keeps its own copy of each session for as long as the session may last."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    with_colleague(scene)
    client = Client()
    client.force_login(scene.me)
    key = client.session.session_key
    store = SessionStore(key)
    assert store.load()["_auth_user_id"] == str(scene.me.pk)
    assert cache.get(store.cache_key)
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(scene.me)
    assert not Session.objects.exists()
    assert cache.get(store.cache_key) is None


def test_an_export_goes_with_its_person(scene: Scene) -> None:
    with_colleague(scene)
    exports.request_export(scene.me)
    delete_account(scene.me)
    assert not DataExport.objects.exists()
