"""Pages for what goes wrong, which must not need what may be broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client


@pytest.mark.parametrize("code", ["403", "403_csrf", "404", "429", "500"])
def test_a_page_for_each_error_that_needs_neither_request_nor_database(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert '<a class="btn btn-primary" href="/">' in page
    assert "<form" not in page


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert response.status_code == 403
    assert "This form has grown old" in response.content.decode()
