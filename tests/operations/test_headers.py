"""What every answer tells a browser to refuse."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("visitor", "path"),
    [
        ("client", "/accounts/login/"),
        ("client", "/accounts/signup/"),
        ("admin_client", "/admin/"),
    ],
)
def test_the_policy_allows_this_site_only(request, visitor, path):
    response = request.getfixturevalue(visitor).get(path)
    assert response.status_code == 200
    directives = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
    )
    assert directives["default-src"] == "'self'"
    assert directives["object-src"] == directives["frame-ancestors"] == "'none'"
    for name, sources in directives.items():
        assert "unsafe" not in sources, name
        assert "http" not in sources, name
        assert "*" not in sources, name


def test_other_headers(client):
    response = client.get("/accounts/login/")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.cookies["csrftoken"]["samesite"] == "Lax"


def test_no_page_of_ours_carries_inline_script_or_style(client):
    page = client.get("/accounts/login/").content.decode()
    assert " style=" not in page
    assert "onclick=" not in page
    assert "<style>" not in page
