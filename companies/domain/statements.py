"""Offers and needs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.domain.sectors import sectors_by_code
from companies.domain.storing import store, store_changes
from companies.models import Organisation, Sector, Statement, User
from companies.signals import tell_profile_changed

STATEMENT_FIELDS = frozenset({"kind", "text", "language", "cooperation", "position"})
MOST_STATEMENTS = 40


@transaction.atomic
def add_statement(
    organisation: Organisation,
    *,
    kind: str,
    text: str,
    language: str,
    sectors: Iterable[Sector | str] = (),
    cooperation: Sequence[str] = (),
    by: User | None = None,
) -> Statement:
    """Add an offer or a need behind those of its kind. Sectors may be given by their codes."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    own = Statement.objects.filter(organisation=organisation).aggregate(
        number=Count("pk"), last=Max("position", filter=Q(kind=kind))
    )
    if own["number"] >= MOST_STATEMENTS:
        raise DomainError(
            _(
                "%(organisation)s has %(number)s offers and needs, the most there can be. "
                "Change or remove one instead."
            )
            % {"organisation": organisation, "number": MOST_STATEMENTS},
            code="too_many_statements",
        )
    statement = store(
        Statement(
            organisation=organisation,
            kind=kind,
            text=text.strip(),
            language=language,
            cooperation=list(cooperation),
            position=0 if own["last"] is None else own["last"] + 1,
        )
    )
    statement.sectors.add(*sectors_by_code(sectors))
    tell_profile_changed(organisation.pk)
    return statement


@transaction.atomic
def change_statement(statement: Statement, *, by: User | None = None, **changes: Any) -> Statement:
    """Change the given fields (`STATEMENT_FIELDS`, `sectors`) and no others."""
    sectors = changes.pop("sectors", None)
    store_changes(statement, changes, allowed=STATEMENT_FIELDS)
    if sectors is not None:
        statement.sectors.set(sectors_by_code(sectors))
    tell_profile_changed(statement.organisation_id)
    return statement


@transaction.atomic
def remove_statement(statement: Statement, *, by: User | None = None) -> None:
    """Delete the offer or need; registrations that named it go on without it."""
    Statement.objects.filter(pk=statement.pk).delete()
    tell_profile_changed(statement.organisation_id)
