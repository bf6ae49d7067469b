"""WHO: people, organisations, the sectors they work in, what they offer and need."""

from companies.models.joining import Invitation, JoinRequest
from companies.models.organisation import Member, Organisation
from companies.models.sector import Sector
from companies.models.statement import Statement
from companies.models.user import User

__all__ = ["Invitation", "JoinRequest", "Member", "Organisation", "Sector", "Statement", "User"]
