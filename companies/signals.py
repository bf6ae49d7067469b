"""What an app to the right may listen to. Sent after the change is committed.

`profile_changed` carries `organisation` (its id): its profile, or one of its offers and needs, was
added, changed or removed.
"""

from functools import partial

from django.db import transaction
from django.dispatch import Signal

from companies.models import Organisation

profile_changed = Signal()


def tell_profile_changed(organisation_id: int) -> None:
    """Send `profile_changed` once the transaction is committed."""
    transaction.on_commit(partial(profile_changed.send, Organisation, organisation=organisation_id))
