"""Pages for what goes wrong, which must not need what may be broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.factories import UserFactory


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "405", "429", "500"])
def test_a_page_for_each_error_that_needs_neither_request_nor_database(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert 'href="/">See the events</a>' in page
    assert page.count('class="btn btn-primary"') == 1
    assert "<form" not in page


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert response.status_code == 403
    assert "This form has grown old" in response.content.decode()


@pytest.mark.django_db
def test_more_than_a_form_may_hold_is_explained(client: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post("/accounts/login/", {"login": "x" * 2000})
    assert response.status_code == 400
    assert "there was more than a form may hold" in response.content.decode()


@pytest.mark.django_db
def test_the_address_of_a_button_opened_as_a_page_is_explained(client: Client) -> None:
    client.force_login(UserFactory())
    response = client.get("/me/notifications/read/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "Nothing was done yet" in response.content.decode()


@pytest.mark.django_db
def test_a_program_that_uses_a_wrong_method_gets_no_page(client: Client) -> None:
    response = client.delete("/api/v1/events/")
    assert response["Content-Type"] == "application/json"
    client.force_login(UserFactory())
    assert client.put("/me/notifications/read/").content == b""
