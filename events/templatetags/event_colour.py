"""The event's accent colour for a page's head."""

from django import template

from events.colour import Accent, accent_of
from events.models import Event

register = template.Library()


@register.simple_tag
def event_accent(event: Event) -> Accent:
    """The legible variants of the event's accent; only for events that have one."""
    return accent_of(event.accent)
