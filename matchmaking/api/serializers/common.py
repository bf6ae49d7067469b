"""What several answers share: organisations, people, sectors."""

from rest_framework import serializers

from companies.choices import Cooperation, Language, OrganisationKind, OrganisationSize
from companies.models import Organisation, Sector, Statement
from events.models import Registration, Representative


class SectorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sector
        fields = ["code", "name"]


class OrganisationSerializer(serializers.ModelSerializer):
    """What other participants see of an organisation; empty what it does not show them."""

    kind = serializers.ChoiceField(choices=OrganisationKind.choices)
    size = serializers.ChoiceField(choices=OrganisationSize.choices, allow_blank=True)
    languages = serializers.ListField(child=serializers.ChoiceField(choices=Language.choices))
    target_markets = serializers.ListField(child=serializers.CharField())
    is_verified = serializers.BooleanField()

    class Meta:
        model = Organisation
        fields = [
            "name",
            "kind",
            "country",
            "city",
            "size",
            "languages",
            "target_markets",
            "website",
            "tagline",
            "description",
            "is_verified",
        ]


class PersonSerializer(serializers.ModelSerializer):
    """Somebody who comes for a registration: no address, no telephone."""

    name = serializers.CharField(source="user.public_name")
    languages = serializers.ListField(child=serializers.ChoiceField(choices=Language.choices))

    class Meta:
        model = Representative
        fields = ["id", "name", "job_title", "languages", "takes_meetings"]


class StatementSerializer(serializers.ModelSerializer):
    """An offer or a need, as it was written."""

    sectors = SectorSerializer(many=True)
    cooperation = serializers.ListField(child=serializers.ChoiceField(choices=Cooperation.choices))

    class Meta:
        model = Statement
        fields = ["kind", "text", "language", "sectors", "cooperation"]


class CounterpartSerializer(serializers.ModelSerializer):
    """The other side of a request or a meeting."""

    name = serializers.CharField(source="organisation.name")
    country = serializers.CharField(source="organisation.country")
    kind = serializers.ChoiceField(source="organisation.kind", choices=OrganisationKind.choices)

    class Meta:
        model = Registration
        fields = ["id", "name", "country", "kind"]


class ReasonSerializer(serializers.Serializer):
    """One sentence that says why two fit, and the texts it rests on."""

    kind = serializers.CharField()
    sentence = serializers.CharField()
    need = serializers.CharField(allow_blank=True)
    offer = serializers.CharField(allow_blank=True)
