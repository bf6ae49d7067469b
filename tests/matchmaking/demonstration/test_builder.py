"""The demonstration holds what its reports tell of, and is the same for the same seed."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count

from companies.models import Organisation, Sector, User
from events.choices import EventMode, RegistrationState, SessionKind, SpeakerRole
from events.models import Appearance, Event, Memorandum, Registration, Session, SiteVisit
from matchmaking.demonstration.builder import ACCOUNTS, build_demonstration
from matchmaking.demonstration.events import vietnam_korea
from matchmaking.models import MeetingRequest, Notification

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Built once for the module, inside a transaction that is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_demonstration(seed=1)
        # Nobody else will, inside this transaction: without it, PostgreSQL plans for empty tables.
        connection.cursor().execute("ANALYZE")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def taiwan(demonstration):
    return Event.objects.get(slug="taiwan-digital-day")


def test_five_events_are_there(demonstration):
    assert Event.objects.count() == 5


def test_the_first_has_both_sides_seven_sectors_and_250_requests(taiwan):
    sides = dict(
        Registration.objects.filter(event=taiwan, state=RegistrationState.APPROVED)
        .values_list("side__code")
        .annotate(count=Count("id"))
    )
    assert sides["local"] >= 44
    assert sides["visiting"] >= 24
    visiting = Organisation.objects.filter(registrations__side__code="visiting")
    sectors = Sector.objects.filter(
        organisations__in=visiting.filter(registrations__event=taiwan), parent=None
    )
    assert sectors.distinct().count() >= 7
    assert MeetingRequest.objects.filter(event=taiwan).count() >= 250


def test_requests_of_the_first_are_answered_as_people_answer(taiwan):
    requests = MeetingRequest.objects.filter(event=taiwan)
    accepted = requests.filter(state="accepted").count()
    assert 0.4 <= accepted / requests.count() <= 0.6
    assert {"pending", "declined", "withdrawn"} <= set(requests.values_list("state", flat=True))


def test_its_delegation_visits_the_five_organisations(taiwan):
    hosts = set(SiteVisit.objects.filter(event=taiwan).values_list("host__name", flat=True))
    assert len(hosts) == 5
    assert all(visit.taken_seats.count() for visit in SiteVisit.objects.filter(event=taiwan))


def test_the_online_event_spans_24_economies_in_their_time_zones(demonstration):
    summit = Event.objects.get(mode=EventMode.ONLINE)
    registrations = Registration.objects.filter(event=summit)
    assert registrations.values("organisation__country").distinct().count() == 24
    assert registrations.values("time_zone").distinct().count() >= 18
    assert not registrations.filter(is_online=False).exists()


def test_two_american_delegations_come_to_da_nang_with_four_visits(demonstration):
    programme = Event.objects.get(slug="us-ict-da-nang")
    assert programme.delegations.count() == 2
    assert programme.visits.count() == 4
    later = Event.objects.get(slug="us-ict-digital-transformation")
    assert later.registrations.filter(organisation__country="US").count() == 28


def test_a_panel_has_its_moderator_and_the_mou_its_parties_and_witnesses(demonstration):
    panel = Session.objects.get(kind=SessionKind.PANEL)
    roles = list(
        Appearance.objects.filter(session=panel).values_list("role", flat=True).order_by("role")
    )
    assert roles == [SpeakerRole.MODERATOR] + [SpeakerRole.SPEAKER] * 4
    memorandum = Memorandum.objects.get()
    assert memorandum.parties.count() == 4
    assert memorandum.witnesses.count() == 2


def test_companies_write_in_the_language_of_their_country(demonstration):
    written = set(
        Organisation.objects.filter(statements__isnull=False).values_list(
            "country", "statements__language"
        )
    )
    assert {("VN", "vi"), ("TW", "zh-hant"), ("KR", "ko"), ("US", "en")} <= written


def test_nothing_is_left_to_send_to_invented_addresses(demonstration):
    assert Notification.objects.exists()
    assert not Notification.objects.filter(sent_at=None).exists()


def test_the_accounts_can_sign_in(demonstration, client):
    for account in ACCOUNTS:
        assert client.login(email=account.email, password=account.password), account.role


def test_loading_into_a_database_with_events_changes_nothing(taiwan, capsys):
    before = Registration.objects.count()
    call_command("load_demonstration")
    assert "nothing was loaded" in capsys.readouterr().out
    assert Registration.objects.count() == before


def test_the_same_seed_builds_the_same(demonstration):
    slug = vietnam_korea.SLUG

    def requests():
        return sorted(
            MeetingRequest.objects.filter(event__slug=slug).values_list(
                "sender__organisation__name", "receiver__organisation__name", "state", "priority"
            )
        )

    first = requests()
    companies = list(
        Organisation.objects.filter(registrations__event__slug=slug).values_list("pk", flat=True)
    )
    Event.objects.get(slug=slug).delete()
    Organisation.objects.filter(pk__in=companies).delete()
    vietnam_korea.build(User.objects.get(email=ACCOUNTS[0].email), seed=1)
    assert len(first) == vietnam_korea.REQUESTS
    assert requests() == first
