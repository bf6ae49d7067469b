"""Alive without asking anybody; ready only when everything that a visitor needs answers."""

import pytest
from django.db import OperationalError

from matchmaking import health


def test_alive_asks_no_service(client):
    # No database fixture: a query would fail this test.
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"alive": True}
    assert response["Cache-Control"] == "no-store"


def test_a_probe_may_use_any_host_name(client):
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/", headers={"host": "10.0.0.7:8000"}).status_code == 400


@pytest.mark.django_db
def test_ready_when_all_answer(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "failed": []}


@pytest.mark.django_db
def test_a_service_that_does_not_answer_is_named_without_its_address(client, monkeypatch):
    def fail() -> None:
        raise OperationalError("could not connect to 10.0.0.9")

    monkeypatch.setattr(health, "_database", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "failed": ["database"]}


@pytest.mark.django_db
def test_a_broker_that_is_gone_is_noticed(client, settings):
    from celery import current_app

    before = current_app.conf.broker_url
    current_app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        response = client.get("/readyz")
    finally:
        current_app.conf.broker_url = before
    assert response.status_code == 503
    assert response.json()["failed"] == ["broker"]
