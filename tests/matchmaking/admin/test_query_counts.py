"""Every list of the admin takes as many queries with one row as with three."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import StaffFactory, UserFactory
from tests.matchmaking.admin.conftest import matched_event

pytestmark = pytest.mark.django_db

# The most that any list may take: session, person, roles, event scope, count, rows, filters.
MOST = 22


def count_queries(client: Any) -> dict[str, int]:
    counts = {}
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        address = reverse(f"admin:{name}_changelist")
        connection.queries_log.clear()  # it holds so many, and warns beyond
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if response.status_code == 200:
            counts[name] = len(queries)
    return counts


@pytest.mark.parametrize("superuser", [False, True])
def test_lists_take_as_many_queries_with_three_rows_as_with_one(client, superuser):
    user = UserFactory(is_superuser=superuser)

    def another_event() -> None:
        event = matched_event()
        if not superuser:
            StaffFactory(event=event, user=user)

    another_event()
    another_event()  # with two events, filters that offer a choice are shown
    client.force_login(user)
    count_queries(client)
    few = count_queries(client)
    another_event()
    another_event()
    many = count_queries(client)
    assert few == many
    assert max(few.values()) <= MOST, max(few.items(), key=lambda item: item[1])
