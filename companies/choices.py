"""The closed lists of the field: kinds of organisation, of cooperation, sizes, languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("Company")
    ASSOCIATION = "association", _("Association")
    GOVERNMENT = "government", _("Government agency")
    RESEARCH = "research", _("Research institute")
    UNIVERSITY = "university", _("University")
    INVESTOR = "investor", _("Investor")
    MEDIA = "media", _("Media")


class OrganisationSize(models.TextChoices):
    """Head count, in the bands that trade bodies of the region report."""

    MICRO = "1-9", _("1 to 9 people")
    SMALL = "10-49", _("10 to 49 people")
    MEDIUM = "50-249", _("50 to 249 people")
    LARGE = "250-999", _("250 to 999 people")
    VERY_LARGE = "1000+", _("1,000 people or more")


class MemberRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    REPRESENTATIVE = "representative", _("Representative")


class StatementKind(models.TextChoices):
    OFFER = "offer", _("Offer")
    NEED = "need", _("Need")


class Cooperation(models.TextChoices):
    """What the writer of an offer or a need wants to do, seen from the writer."""

    SELL = "sell", _("Sell")
    SOURCE = "source", _("Source")
    DISTRIBUTE = "distribute", _("Distribution")
    PILOT = "pilot", _("Pilot project")
    CO_DEVELOP = "co_develop", _("Co-development")
    INVEST = "invest", _("Investment")
    TRANSFER = "transfer", _("Technology transfer")


class Language(models.TextChoices):
    """Languages that people at an event speak; the first four are also the interface's."""

    VIETNAMESE = "vi", _("Vietnamese")
    ENGLISH = "en", _("English")
    CHINESE = "zh-hant", _("Chinese")
    KOREAN = "ko", _("Korean")
    JAPANESE = "ja", _("Japanese")
    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")
    SPANISH = "es", _("Spanish")
    THAI = "th", _("Thai")
    INDONESIAN = "id", _("Indonesian")
    MALAY = "ms", _("Malay")
    RUSSIAN = "ru", _("Russian")


class InvitationState(models.TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REVOKED = "revoked", _("Taken back")


class JoinRequestState(models.TextChoices):
    PENDING = "pending", _("Waiting for the owner")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
