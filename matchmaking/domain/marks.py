"""Whom a participant saved for later or hid. Its colleagues see it, the other never does."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.models import User
from events.models import Registration
from matchmaking.choices import MarkKind
from matchmaking.models import CounterpartMark


def mark_counterpart(
    registration: Registration, counterpart: Registration, *, kind: str, by: User | None
) -> CounterpartMark:
    """Save the counterpart for later, or hide it; the one takes the place of the other.

    Doing it twice is doing it once. Refuses with `own_registration` and `not_in_event`.
    """
    if registration.pk == counterpart.pk:
        raise DomainError(
            _("This is your own company. Choose another one."), code="own_registration"
        )
    if registration.event_id != counterpart.event_id:
        raise DomainError(
            _("%(name)s does not take part in your event. Choose a company from its directory.")
            % {"name": counterpart},
            code="not_in_event",
        )
    with transaction.atomic():
        mark, is_new = CounterpartMark.objects.get_or_create(
            registration=registration,
            counterpart=counterpart,
            defaults={"kind": MarkKind(kind), "by": by},
        )
        if not is_new and mark.kind != kind:
            mark.kind, mark.by = MarkKind(kind), by
            mark.save(update_fields=["kind", "by"])
    return mark


def clear_mark(registration: Registration, counterpart: Registration) -> bool:
    """Neither saved nor hidden any more; false where it was neither."""
    number, _rows = CounterpartMark.objects.filter(
        registration=registration, counterpart=counterpart
    ).delete()
    return bool(number)


def marks_of(registration: Registration) -> dict[int, MarkKind]:
    """What the participant marked, by the counterpart's id. One query."""
    return {
        pk: MarkKind(kind)
        for pk, kind in CounterpartMark.objects.filter(registration=registration)
        .order_by()
        .values_list("counterpart_id", "kind")
    }


def mark_of(registration: Registration, counterpart: Registration) -> CounterpartMark | None:
    """How the participant marked that one, with who did it. One query."""
    return (
        CounterpartMark.objects.filter(registration=registration, counterpart=counterpart)
        .select_related("by")
        .first()
    )
