from modeltranslation.translator import TranslationOptions, register

from events.models import (
    Choice,
    Delegation,
    Event,
    Memorandum,
    Question,
    Session,
    Side,
    SiteVisit,
)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("name", "summary", "description")


@register(Side)
class SideTranslation(TranslationOptions):
    fields = ("name",)


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "abstract")


@register(SiteVisit)
class SiteVisitTranslation(TranslationOptions):
    fields = ("title",)


@register(Delegation)
class DelegationTranslation(TranslationOptions):
    fields = ("name",)


@register(Memorandum)
class MemorandumTranslation(TranslationOptions):
    fields = ("subject",)


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text", "help")


@register(Choice)
class ChoiceTranslation(TranslationOptions):
    fields = ("text",)
