"""Made-up requests against the real application: it answers as its schema says, never with a 5xx.

The examples come from a fixed seed, the same on every machine: half of them name an event and
what exists in it, the rest whatever the schema allows in an address.
"""

from pathlib import Path

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.authtoken.models import Token
from rest_framework.throttling import SimpleRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from matchmaking.domain import requests
from matchmaking.domain.blocks import block_organisation
from matchmaking.wsgi import application
from tests import factories
from tests.matchmaking import scenes

EXAMPLES = 12
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
COMMITTED = Path(__file__).resolve().parents[3] / "docs" / "api" / "schema.yml"
SCHEMA = schemathesis.openapi.from_dict(yaml.safe_load(COMMITTED.read_text("utf-8")))
SCHEMA.app = application
OPERATIONS = {
    f"{operation.method.upper()} {operation.path}": operation
    for operation in (result.ok() for result in SCHEMA.get_all_operations())
}
# A DELETE would sign the examples after it out.
OPERATIONS.pop("DELETE /api/v1/me/token/")


@pytest.fixture
def _one_connection():
    """The server closes its connections between requests; here they are the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def place(db, _one_connection, monkeypatch):
    """A signed-in program's headers, and ids that exist."""
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_args: True)
    scene = scenes.published_scene(2)
    scenes.add_programme(scene)
    sent = requests.send_request(scene.us, factories.participant(scene.event, trade=3), by=None)
    received = requests.send_request(factories.participant(scene.event, trade=4), scene.us, by=None)
    blocked = factories.participant(scene.event, trade=2).organisation
    block = block_organisation(scene.us.organisation, blocked, by=None)
    token = Token.objects.create(user=scene.me)
    return {
        # The checks read the answer as it comes: not compressed.
        "headers": {"Authorization": f"Token {token.key}", "Accept-Encoding": "identity"},
        "slug": scene.event.slug,
        "uid": str(scene.meetings[0].uid),
        "requests": [sent.pk, received.pk],
        "participants": [scene.them.pk],
        "blocks": [block.pk],
    }


def test_there_is_something_to_try():
    assert len(OPERATIONS) >= 17


@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_as_the_schema_says(place, name):
    codes = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=OPERATIONS[name].as_strategy(),
        is_real=st.booleans(),
        which=st.integers(min_value=0, max_value=2),
    )
    def try_it(case, is_real, which):
        if is_real and "slug" in case.path_parameters:
            case.path_parameters["slug"] = place["slug"]
        if is_real and "id" in case.path_parameters:
            ids = place[name.partition("{slug}/")[2].partition("/")[0]]
            case.path_parameters["id"] = ids[which % len(ids)]
        if is_real and "uid" in case.path_parameters:
            case.path_parameters["uid"] = place["uid"]
        response = case.call(headers=place["headers"])
        codes.add(response.status_code)
        case.validate_response(response, checks=CHECKS, headers=place["headers"])

    try_it()
    assert codes - {404}, "nothing but 404: the ids that exist were not used"
