"""How often a person may change something; reading has a limit of its own."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import UserRateThrottle

if TYPE_CHECKING:  # `rest_framework.views` imports this module while it is imported itself
    from rest_framework.request import Request
    from rest_framework.views import APIView


class ChangeThrottle(UserRateThrottle):
    """Counts calls that may change something, whichever they are."""

    scope = "changes"

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        return request.method in SAFE_METHODS or super().allow_request(request, view)
