"""The committed schema says what the code does, and the API does what the schema says."""

from io import StringIO

import pytest
from django.core.management import call_command


def test_the_committed_schema_is_in_step(project_root, monkeypatch):
    """If this fails: `make schema`, read what changed, commit it."""
    written = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=written)
    committed = (project_root / "docs" / "api" / "schema.yml").read_text("utf-8")
    assert written.getvalue().strip() == committed.strip()


@pytest.mark.django_db
def test_every_operation_names_its_refusals(client):
    schema = client.get("/api/v1/schema/", HTTP_ACCEPT="application/json").json()
    assert "Problem" in schema["components"]["schemas"]
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            codes = set(operation["responses"])
            assert codes >= {"401", "429"}, path
            assert ("404" in codes) or "{" not in path, path
            assert ("403" in codes) == (method != "get"), path
