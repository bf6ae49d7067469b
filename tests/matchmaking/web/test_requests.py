"""The company's page: answers with and without htmx, each said in a sentence."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Registration
from matchmaking.models import MeetingRequest
from tests.factories import MeetingRequestFactory, participant
from tests.matchmaking.scenes import Scene, published_scene
from tests.matchmaking.web.cards import card_on

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = published_scene()
    client.force_login(scene.me)
    return scene


@pytest.fixture
def other(scene: Scene) -> Registration:
    return participant(scene.event, trade=2)


@pytest.fixture
def received(scene: Scene, other: Registration) -> MeetingRequest:
    return MeetingRequestFactory(sender=other, receiver=scene.us, message="May we talk?")


def address(scene: Scene, request: MeetingRequest, action: str) -> str:
    return f"/e/{scene.event.slug}/requests/{request.pk}/{action}/"


def test_the_page_shows_what_waits_and_what_is_left(
    client: Client, scene: Scene, received: MeetingRequest
) -> None:
    response = client.get(f"/e/{scene.event.slug}/company/")
    page = response.content.decode()
    assert "May we talk?" in page
    assert response.context["board"].quota_left == 20
    assert "Table T" in page
    assert 'class="count">1<' in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("published", "The published schedule has none for you."),
        ("draft", "when the organiser publishes the schedule."),
    ],
)
def test_a_company_without_meetings_reads_whether_some_may_come(
    client: Client, scene: Scene, state: str, said: str
) -> None:
    for meeting in scene.meetings:
        meeting.delete()
    scene.event.versions.update(state=state)
    assert said in client.get(f"/e/{scene.event.slug}/company/").content.decode()


@pytest.mark.parametrize("state", ["published", "superseded"])
def test_what_was_agreed_says_where_the_schedule_has_no_time_for_it(
    client: Client, scene: Scene, received: MeetingRequest, state: str
) -> None:
    scene.event.versions.update(state=state)
    page = client.post(address(scene, received, "accept"), **HTMX).content.decode()
    assert ("The published schedule has no time for it." in page) is (state == "published")


def test_accepting_without_javascript(
    client: Client, scene: Scene, received: MeetingRequest
) -> None:
    response = client.post(address(scene, received, "accept"), follow=True)
    received.refresh_from_db()
    assert received.state == "accepted"
    assert response.redirect_chain == [(f"/e/{scene.event.slug}/company/", 302)]
    assert f"You and {received.sender} are told the time" in response.content.decode()


def test_accepting_in_place_answers_with_the_board_alone(
    client: Client, scene: Scene, received: MeetingRequest
) -> None:
    page = client.post(address(scene, received, "accept"), **HTMX).content.decode()
    assert "<html" not in page
    assert 'hx-swap-oob="innerHTML"' in page
    assert "Nothing waits for you" in page
    assert f'id="request-{received.pk}" data-focus' in page


def test_declining_asks_first_then_tells_the_reason(
    client: Client, scene: Scene, received: MeetingRequest
) -> None:
    asked = client.get(address(scene, received, "decline")).content.decode()
    assert f"Decline the request of {received.sender}?" in asked
    received.refresh_from_db()
    assert received.state == "pending"
    client.post(address(scene, received, "decline"), {"answer": " Not this year. "})
    received.refresh_from_db()
    assert (received.state, received.answer) == ("declined", "Not this year.")


def test_a_reason_that_is_too_long_loses_nothing(
    client: Client, scene: Scene, received: MeetingRequest
) -> None:
    response = client.post(address(scene, received, "decline"), {"answer": "x" * 1001})
    received.refresh_from_db()
    assert received.state == "pending"
    assert "x" * 1001 in response.content.decode()


def test_the_sheet_of_a_confirmation_is_a_part_of_a_page(
    client: Client, scene: Scene, received: MeetingRequest
) -> None:
    page = client.get(address(scene, received, "decline"), **HTMX).content.decode()
    assert "<html" not in page
    assert 'hx-target="#board"' in page


def test_withdrawing_asks_first(client: Client, scene: Scene, other: Registration) -> None:
    sent = MeetingRequestFactory(sender=scene.us, receiver=other)
    assert "Withdraw your request" in client.get(address(scene, sent, "withdraw")).content.decode()
    client.post(address(scene, sent, "withdraw"))
    sent.refresh_from_db()
    assert sent.state == "withdrawn"


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_who_comes_late_is_told_what_happened(
    client: Client, scene: Scene, received: MeetingRequest, htmx: dict[str, str]
) -> None:
    MeetingRequest.objects.update(state="withdrawn")
    response = client.post(address(scene, received, "accept"), follow=True, **htmx)
    received.refresh_from_db()
    assert response.status_code == 200
    assert received.state == "withdrawn"
    assert 'class="notice notice-waiting"' in response.content.decode()


def test_asking(client: Client, scene: Scene, other: Registration) -> None:
    page = f"/e/{scene.event.slug}/participants/{other.pk}/"
    response = client.post(page, {"message": "Hello", "priority": 3}, follow=True)
    sent = MeetingRequest.objects.get(sender=scene.us)
    assert (sent.receiver, sent.message, sent.priority, sent.sent_by) == (
        other,
        "Hello",
        3,
        scene.me,
    )
    assert f"{other} is asked" in response.content.decode()
    assert "You have asked them" in response.content.decode()


def test_a_double_submit_sends_once_and_keeps_what_was_written(
    client: Client, scene: Scene, other: Registration
) -> None:
    page = f"/e/{scene.event.slug}/participants/{other.pk}/"
    for _ in range(2):
        response = client.post(page, {"message": "Hello again", "priority": 2})
    assert MeetingRequest.objects.filter(sender=scene.us).count() == 1
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_without_quota_nothing_is_sent_and_the_page_says_so(
    client: Client, scene: Scene, other: Registration
) -> None:
    scene.event.request_quota = 0
    scene.event.save()
    page = f"/e/{scene.event.slug}/participants/{other.pk}/"
    response = client.post(page, {"message": "A long letter", "priority": 2})
    assert not MeetingRequest.objects.exists()
    assert "A long letter" in response.content.decode()
    assert response.context["form"].non_field_errors()


def test_the_one_who_was_asked_and_asks_back_will_meet(
    client: Client, scene: Scene, received: MeetingRequest
) -> None:
    page = f"/e/{scene.event.slug}/participants/{received.sender_id}/"
    response = client.post(page, {"priority": 2}, follow=True)
    received.refresh_from_db()
    assert received.state == "accepted"
    assert "had asked you as well" in response.content.decode()


def test_only_people_of_the_one_who_is_asked_can_be_wished_for(
    client: Client, scene: Scene
) -> None:
    other = participant(scene.event, trade=3, people=2)
    wished = other.representatives.last()
    page = f"/e/{scene.event.slug}/participants/{other.pk}/"
    refused = client.post(page, {"priority": 2, "people": [scene.my_seat.pk]})
    assert refused.context["form"].errors.keys() == {"people"}
    client.post(page, {"priority": 2, "people": [wished.pk]})
    assert list(MeetingRequest.objects.get().wished_people.all()) == [wished]


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow_with_the_requests(
    client: Client, django_assert_num_queries, size: int
) -> None:
    scene = published_scene(meetings=size)
    client.force_login(scene.me)
    for k in range(size):
        MeetingRequestFactory(sender=participant(scene.event, trade=k), receiver=scene.us)
        MeetingRequestFactory(sender=scene.us, receiver=participant(scene.event, trade=k))
    with django_assert_num_queries(12):
        client.get(f"/e/{scene.event.slug}/company/")


def test_a_session_that_ended_meanwhile_leads_to_signing_in_and_back(
    client: Client, scene: Scene, received: MeetingRequest
) -> None:
    client.logout()
    page = f"http://testserver/e/{scene.event.slug}/company/"
    response = client.post(address(scene, received, "accept"), HTTP_HX_CURRENT_URL=page, **HTMX)
    assert response["HX-Redirect"] == f"/accounts/login/?next=/e/{scene.event.slug}/company/"
    received.refresh_from_db()
    assert received.state == "pending"


def test_where_nothing_can_be_asked_the_page_says_why_instead_of_a_form(
    client: Client, scene: Scene, other: Registration
) -> None:
    page = f"/e/{scene.event.slug}/participants/{other.pk}/"
    assert "Send the request" in client.get(page).content.decode()
    scene.event.request_quota = 0
    scene.event.save()
    seen = client.get(page).content.decode()
    assert "Send the request" not in seen
    assert "You have used" in seen
    scene.event.request_quota = 5
    scene.event.save()
    declined = MeetingRequestFactory(sender=scene.us, receiver=other, state="declined")
    assert "declined your request" in client.get(page).content.decode()
    declined.delete()
    scene.event.phases.update(starts_at=timezone.now() + timedelta(days=2))
    assert "Requests open on" in client.get(page).content.decode()
    assert "Requests open on" in client.get(f"/e/{scene.event.slug}/company/").content.decode()


def test_the_board_says_until_when_requests_are_open(client: Client, scene: Scene) -> None:
    assert (
        "Requests are open until" in client.get(f"/e/{scene.event.slug}/company/").content.decode()
    )


def test_nobody_but_the_two_learns_of_a_decline(
    client: Client, scene: Scene, other: Registration
) -> None:
    secret = "We work with their rival"
    MeetingRequestFactory(sender=scene.us, receiver=other, state="declined", answer=secret)
    third = participant(scene.event, trade=4)
    places = [
        "participants/",
        f"participants/{scene.us.pk}/",
        f"participants/{other.pk}/",
        "company/",
        "me/",
        "me/calendar.ics",
        "contacts.csv",
    ]
    outsider = Client()
    outsider.force_login(third.representatives.get().user)
    for place in places:
        seen = outsider.get(f"/e/{scene.event.slug}/{place}").content.decode()
        assert secret not in seen, place
        assert "eclined" not in seen, place
    api = f"/api/v1/events/{scene.event.slug}"
    for place in ("participants/", f"participants/{other.pk}/", "requests/", "meetings/"):
        seen = outsider.get(f"{api}/{place}").content.decode()
        assert secret not in seen
        assert '"declined"' not in seen, place
    # The sender was told: nothing invites them to ask again in vain. The reason stays elsewhere.
    page = client.get(f"/e/{scene.event.slug}/participants/").content.decode()
    assert f"/{other.pk}/#ask" not in page
    assert "They declined" in card_on(page, other.pk)
    assert secret not in page
