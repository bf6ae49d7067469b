"""The documentation page in a real browser, under the site's own content policy."""

import pytest


@pytest.mark.django_db(transaction=True)
def test_the_documentation_renders_under_the_content_policy(live_server, page):
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    response = page.goto(f"{live_server.url}/api/v1/docs/")
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    page.get_by_text("/api/v1/events/{slug}/requests/", exact=True).first.wait_for()
    assert page.locator(".opblock").count() >= 17
    page.get_by_text("/api/v1/events/", exact=True).first.click()
    page.get_by_text("Parameters", exact=True).first.wait_for()
    assert complaints == []


@pytest.mark.django_db
def test_the_script_is_a_file_of_its_own(client):
    script = client.get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/v1/schema/" in script.content.decode()
    page = client.get("/api/v1/docs/").content.decode()
    assert "<script>" not in page
