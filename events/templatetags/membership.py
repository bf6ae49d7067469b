"""Whether something is among others."""

from collections.abc import Container

from django import template

register = template.Library()


@register.filter
def in_set(value: object, those: Container[object]) -> bool:
    return value in those
