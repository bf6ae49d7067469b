"""What an app to the right may listen to. Sent after the change is committed.

`registration_decided` and `registration_withdrawn` carry `registration` and `by`,
`participation_changed` carries `registration` (its id): its side, its delegation, its offers and
needs, or the languages of those who come.
"""

from django.db import transaction
from django.dispatch import Signal

registration_decided = Signal()
registration_withdrawn = Signal()
participation_changed = Signal()


def tell_participation_changed(registration_id: int) -> None:
    """Send `participation_changed` once the transaction is committed."""

    def tell() -> None:  # not a partial: Django names what failed
        participation_changed.send(None, registration=registration_id)

    transaction.on_commit(tell, robust=True)
