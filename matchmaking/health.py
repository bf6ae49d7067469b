"""Two addresses for whoever watches the service: is it alive, is it ready for visitors."""

import logging
from collections.abc import Callable

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class HealthMiddleware:
    """Answers `/healthz` and `/readyz` before anything else looks at the request.

    A probe comes from inside, by plain HTTP and with any host name; and it needs no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return alive()
        if request.path == "/readyz":
            return ready()
        return self.get_response(request)


def alive() -> JsonResponse:
    """200 as long as this process answers; asks nobody else."""
    return _fresh(JsonResponse({"alive": True}))


def ready() -> JsonResponse:
    """200 when database, cache and broker answer, else 503 with the names of those that don't.

    The reasons go to the log only: an anonymous visitor learns no host names.
    """
    checks = {"database": _database, "cache": _cache, "broker": _broker}
    failed = []
    for name, check in checks.items():
        try:
            check()
        except (DatabaseError, RedisError, OperationalError, OSError) as error:
            logger.error("readiness: %s does not answer: %s", name, type(error).__name__)
            failed.append(name)
    answer = {"ready": not failed, "failed": failed}
    return _fresh(JsonResponse(answer, status=503 if failed else 200))


def _fresh(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("readiness", "1", timeout=5)


def _broker() -> None:
    with current_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
