"""What a change asks for once it is committed, and what many changes ask for once."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

FollowUp = Callable[[frozenset[int]], None]
"""What follows from a change of the rows with these ids. Its failure is logged, no more: it does
not spoil the page of a change that is made."""

_gathered: "ContextVar[dict[FollowUp, set[int]] | None]" = ContextVar("gathered", default=None)


def after_commit(follow_up: FollowUp, *ids: int) -> None:
    """Call `follow_up` with the ids once the transaction is committed."""
    gathered = _gathered.get()
    if gathered is None:
        _call_on_commit(follow_up, frozenset(ids))
    else:
        gathered[follow_up].update(ids)


@contextmanager
def followed_up_at_once() -> Iterator[None]:
    """One transaction, with one call of each follow-up for all that the block changes: for data
    that is loaded. The ids of what the block took back in a savepoint may be among them."""
    gathered: dict[FollowUp, set[int]] = defaultdict(set)
    token = _gathered.set(gathered)
    try:
        with transaction.atomic():
            yield
            for follow_up, ids in gathered.items():
                _call_on_commit(follow_up, frozenset(ids))
    finally:
        _gathered.reset(token)


def _call_on_commit(follow_up: FollowUp, ids: frozenset[int]) -> None:
    def call() -> None:  # not a partial: Django names what failed
        follow_up(ids)

    transaction.on_commit(call, robust=True)
