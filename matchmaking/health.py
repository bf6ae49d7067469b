"""Two addresses for whoever watches the service: is it alive, is it ready for visitors."""

import logging

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers; asks nobody else."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
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
    return JsonResponse({"ready": not failed, "failed": failed}, status=503 if failed else 200)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("readiness", "1", timeout=5)


def _broker() -> None:
    with current_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
