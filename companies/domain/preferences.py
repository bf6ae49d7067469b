"""How a person wants to read and be known: name, photo, language, time zone."""

from django.core.files.base import ContentFile
from django.db import transaction

from companies.domain.storing import drop_file, require_valid
from companies.models import User


@transaction.atomic
def change_preferences(
    person: User,
    *,
    full_name: str,
    language: str,
    time_zone: str,
    phone: str = "",
    photo: "ContentFile[bytes] | str | None" = None,
) -> User:
    """Store them. Refuses a language or a time zone that does not exist.

    `photo` is a new one, an empty text to have none, or nothing to keep the one there is.
    """
    person.full_name = " ".join(full_name.split())
    person.language = language
    person.time_zone = time_zone
    person.phone = phone.strip()
    changed = ["full_name", "language", "time_zone", "phone"]
    if photo is not None:
        drop_file(person.photo)
        person.photo = photo
        changed.append("photo")
    require_valid(person)
    person.save(update_fields=changed)
    return person


@transaction.atomic
def name_oneself(person: User, full_name: str) -> User:
    """Store what the person is called; all else stays."""
    person.full_name = " ".join(full_name.split())
    require_valid(person)
    person.save(update_fields=["full_name"])
    return person
