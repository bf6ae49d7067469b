"""What an app to the right may listen to.

Sent after the change is committed:

- `profile_changed` carries `organisations` (their ids): their profiles, or some of their offers and
  needs, were added, changed or removed.

Sent inside the transaction of the change, so that what a receiver writes commits with it or not
at all, and a receiver that refuses (`DomainError`) keeps the change from happening:

- `invitation_sent` carries `invitation`: it was made, or sent once more.
- `invitation_answered` carries `invitation`: accepted or declined.
- `join_requested` and `join_decided` carry `join_request`.
- `member_leaving` carries `member` and `by`: just before the membership ends.
"""

from collections.abc import Collection

from django.dispatch import Signal

from companies.domain.committing import after_commit
from companies.models import Organisation

profile_changed = Signal()
invitation_sent = Signal()
invitation_answered = Signal()
join_requested = Signal()
join_decided = Signal()
member_leaving = Signal()


def tell_profile_changed(organisation_id: int) -> None:
    """Send `profile_changed` once the transaction is committed."""
    after_commit(_send_profiles_changed, organisation_id)


def _send_profiles_changed(organisations: Collection[int]) -> None:
    profile_changed.send(Organisation, organisations=organisations)
