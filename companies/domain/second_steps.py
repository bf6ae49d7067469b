"""What a person signs in by beside their password, when they have lost it."""

from allauth.mfa.models import Authenticator
from django.db import transaction


@transaction.atomic
def remove_second_step(step: Authenticator) -> None:
    """Take it away. Recovery codes go with the last one: alone they would lock the person out."""
    rest = Authenticator.objects.select_for_update().filter(user=step.user_id)
    rest.filter(pk=step.pk).delete()
    if not rest.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        rest.delete()
