"""What an app to the right may listen to. Sent after the change is committed.

`profile_changed` carries `organisation` (its id): its profile, or one of its offers and needs, was
added, changed or removed.
"""

from django.db import transaction
from django.dispatch import Signal

from companies.models import Organisation

profile_changed = Signal()


def tell_profile_changed(organisation_id: int) -> None:
    """Send `profile_changed` once the transaction is committed.

    A listener that fails is logged: it does not spoil the page of a change that is made.
    """

    def tell() -> None:  # not a partial: Django names what failed
        profile_changed.send(Organisation, organisation=organisation_id)

    transaction.on_commit(tell, robust=True)
