"""The directory of an event's participants as one of them sees it: searched, filtered, ranked."""

from dataclasses import dataclass, field

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from companies.choices import OrganisationKind
from companies.models import Sector
from companies.templatetags.look import country_name
from events.choices import Pairing
from events.models import Registration
from matchmaking.domain.counterparts import findable_by, live_requests, ranked_for, searched
from matchmaking.domain.reasons import Reason, reasons_by_counterpart
from matchmaking.models import Meeting, MeetingRequest

PAGE = 24


@dataclass
class Counterpart:
    """One participant in the list: why they fit, and where a request between the two stands."""

    registration: Registration
    reasons: list[Reason] = field(default_factory=list)
    request: MeetingRequest | None = None
    is_theirs: bool = False
    meets: bool = False


class DirectoryForm(forms.Form):
    """Search and facets. The choices are those that occur among whom the viewer may find."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    side = forms.ChoiceField(label=_("Side"), required=False)

    def __init__(self, data: object, *, viewer: Registration) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.viewer = viewer
        found = findable_by(viewer)
        rows = list(found.values_list("organisation__country", "organisation__kind").distinct())
        kinds = dict(OrganisationKind.choices)
        everyone = ("", _("All"))
        self._choose("country", sorted({(c, country_name(c)) for c, _k in rows}, key=_by_name))
        self._choose("kind", sorted({(k, str(kinds[k])) for _c, k in rows}, key=_by_name))
        sectors = Sector.objects.filter(organisations__registrations__in=found).distinct()
        self._choose("sector", [(sector.code, sector.name) for sector in sectors])
        if viewer.event.pairing == Pairing.TWO_SIDED:
            sides = [(side.code, side.name) for side in viewer.event.sides.all()]
            self._choose("side", sides)
        else:
            del self.fields["side"]
        for name in set(self.fields) - {"q"}:
            self.fields[name].choices = [everyone, *self.fields[name].choices]  # type: ignore[attr-defined]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def is_filtered(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def find(self) -> QuerySet[Registration]:
        """What was asked for, ranked. A value that is not offered finds everything."""
        wanted = self.cleaned_data if self.is_valid() else {}
        found = searched(findable_by(self.viewer), wanted.get("q", ""))
        if sector := wanted.get("sector"):
            found = found.filter(
                Exists(
                    Sector.objects.filter(
                        Q(code=sector) | Q(code__startswith=f"{sector}."),
                        organisations=OuterRef("organisation"),
                    )
                )
            )
        if country := wanted.get("country"):
            found = found.filter(organisation__country=country)
        if kind := wanted.get("kind"):
            found = found.filter(organisation__kind=kind)
        if side := wanted.get("side"):
            found = found.filter(side__code=side)
        elif self.viewer.event.pairing == Pairing.TWO_SIDED and self.viewer.side_id:
            found = found.exclude(side=self.viewer.side_id)
        return (
            ranked_for(self.viewer, found)
            .select_related("organisation", "side")
            .prefetch_related("organisation__sectors")
        )


def _by_name(choice: tuple[str, object]) -> str:
    return str(choice[1])


def counterparts(viewer: Registration, registrations: list[Registration]) -> list[Counterpart]:
    """The rows of a page with their reasons and requests, in a constant number of queries."""
    ids = [registration.pk for registration in registrations]
    reasons = reasons_by_counterpart(viewer, ids, limit=2)
    requests = live_requests(viewer, ids)
    met = met_by(viewer)
    return [
        Counterpart(
            registration,
            reasons.get(registration.pk, []),
            requests.get(registration.pk),
            is_theirs=bool(
                (request := requests.get(registration.pk)) and request.receiver_id == viewer.pk
            ),
            meets=registration.pk in met,
        )
        for registration in registrations
    ]


def met_by(viewer: Registration) -> set[int]:
    """Ids of those whom the viewer meets in the published schedule."""
    sides = (
        Meeting.objects.published()
        .planned()
        .filter(Q(registration_a=viewer) | Q(registration_b=viewer))
        .values_list("registration_a", "registration_b")
    )
    return {side for pair in sides for side in pair} - {viewer.pk}
