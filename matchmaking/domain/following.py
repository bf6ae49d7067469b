"""What follows from a change in what a company says: work for the queues, asked for once."""

from django.conf import settings
from django.core.cache import cache

ASKED_FOR = 60  # seconds after which a lost message may be sent again


def follow_profile(organisation_id: int) -> None:
    """Have the organisation's texts encoded. Many changes in a moment are one piece of work.

    Where the broker is away, the next run encodes what is missing.
    """
    from matchmaking.tasks import encode_organisation_task

    if settings.FOLLOWS_PROFILES and cache.add(_key(organisation_id), True, timeout=ASKED_FOR):
        encode_organisation_task.apply_async((organisation_id,), retry=False)


def forget_asked(organisation_id: int) -> None:
    """The work begins: what changes from now on is asked for anew."""
    cache.delete(_key(organisation_id))


def _key(organisation_id: int) -> str:
    return f"encode-organisation:{organisation_id}"
