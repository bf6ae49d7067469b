"""The sector tree: reading it, and finding its nodes by code."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.models import Sector


def sectors_by_code(sectors: Iterable[Sector | str]) -> list[Sector]:
    """The sectors themselves, where codes such as `smart_city.lighting` may stand for them."""
    given = list(sectors)
    codes = {sector for sector in given if isinstance(sector, str)}
    found = (
        {sector.code: sector for sector in Sector.objects.filter(code__in=codes)} if codes else {}
    )
    missing = sorted(codes - found.keys())
    if missing:
        raise DomainError(
            _("There is no sector “%(codes)s”. Choose sectors from the list.")
            % {"codes": "”, “".join(missing)},
            code="unknown_sector",
        )
    return [found[sector] if isinstance(sector, str) else sector for sector in given]


def sector_branches() -> QuerySet[Sector]:
    """Top sectors with their children at hand, as the picker of sectors shows them."""
    return Sector.objects.filter(parent=None).prefetch_related("children")


def sector_tree() -> list[tuple[Sector, list[Sector]]]:
    """Top sectors in their order, each with its children in theirs. One query."""
    tops: list[Sector] = []
    children: dict[int, list[Sector]] = {}
    for sector in Sector.objects.order_by("position", "code"):
        if sector.parent_id is None:
            tops.append(sector)
        else:
            children.setdefault(sector.parent_id, []).append(sector)
    return [(top, children.get(top.pk, [])) for top in tops]
