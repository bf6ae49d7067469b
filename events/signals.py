"""What an app to the right may listen to. Sent after the change is committed.

`registration_decided` and `registration_withdrawn` carry `registration` and `by`,
`participation_changed` carries `registrations` (their ids): their sides, delegations, offers and
needs, or the languages of those who come.
"""

from collections.abc import Collection

from django.dispatch import Signal

from companies.domain.committing import after_commit

registration_decided = Signal()
registration_withdrawn = Signal()
participation_changed = Signal()


def tell_participation_changed(registration_id: int) -> None:
    """Send `participation_changed` once the transaction is committed."""
    after_commit(_send_participations_changed, registration_id)


def _send_participations_changed(registrations: Collection[int]) -> None:
    participation_changed.send(None, registrations=registrations)
