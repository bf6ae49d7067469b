"""How long what the account's mails hold is good for, as the settings have it."""

from allauth.account import app_settings
from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def minutes_of_sign_in_code() -> int:
    return int(app_settings.LOGIN_BY_CODE_TIMEOUT) // 60


@register.simple_tag
def minutes_of_address_code() -> int:
    return int(app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT) // 60


@register.simple_tag
def days_of_password_link() -> int:
    return int(settings.PASSWORD_RESET_TIMEOUT) // (24 * 60 * 60)
