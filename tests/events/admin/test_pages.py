"""Every list, every change page and every add page opens for whoever may see it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.events.admin.conftest import full_event
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("superuser", [True, False])
def test_pages_open(client, organiser_of, superuser):
    event = full_event()
    user = UserFactory(is_superuser=True) if superuser else organiser_of(event)
    client.force_login(user)
    opened = []
    for model, page in admin.site._registry.items():
        if model._meta.app_label not in {"companies", "events"}:
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        response = client.get(reverse(f"{name}_changelist"))
        if response.status_code == 404:
            assert not superuser, model
            continue
        assert response.status_code == 200, model
        request = response.wsgi_request
        if page.has_add_permission(request):
            assert client.get(reverse(f"{name}_add")).status_code == 200, model
        row = page.get_queryset(request).first()
        assert row is not None, model
        response = client.get(reverse(f"{name}_change", args=[row.pk]))
        assert response.status_code == 200, (model, response.get("location"))
        assert client.get(reverse(f"{name}_history", args=[row.pk])).status_code == 200
        opened.append(model.__name__)
    assert "Event" in opened
    assert "Organisation" in opened
