import pytest
from rest_framework.test import APIClient

from tests.matchmaking import scenes


@pytest.fixture
def scene():
    return scenes.published_scene()


@pytest.fixture
def api():
    """A client signed in as that person: `api(user).get(...)`."""

    def client(user=None) -> APIClient:
        signed_in = APIClient()
        if user is not None:
            signed_in.force_login(user)
        return signed_in

    return client
