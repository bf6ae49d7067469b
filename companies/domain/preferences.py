"""How a person wants to read: name, language, time zone."""

from companies.domain.storing import require_valid
from companies.models import User


def change_preferences(
    person: User, *, full_name: str, language: str, time_zone: str, phone: str = ""
) -> User:
    """Store them. Refuses a language or a time zone that does not exist."""
    person.full_name = " ".join(full_name.split())
    person.language = language
    person.time_zone = time_zone
    person.phone = phone.strip()
    require_valid(person)
    person.save(update_fields=["full_name", "language", "time_zone", "phone"])
    return person
