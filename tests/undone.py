"""Trying something of which nothing stays."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Of what is done in it neither rows nor cached values nor used-up limits stay."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()
