from modeltranslation.translator import TranslationOptions, register

from companies.models import Sector


@register(Sector)
class SectorTranslation(TranslationOptions):
    fields = ("name",)
