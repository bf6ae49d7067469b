"""The admin of what belongs to no event: the sector tree and people's accounts.

Organisations are registered by `events.admin`, which knows at whose events they take part.
"""

from companies.admin import people, sectors

__all__ = ["people", "sectors"]
