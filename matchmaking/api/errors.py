"""How the API says no: `{"detail": a sentence, "code": for programs}`, with `fields` for a form."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from companies.domain.errors import DomainError


class Forbidden(exceptions.PermissionDenied):
    """The person sees the object and may not do this with it."""

    default_code = "not_allowed"


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer a refusal in one shape. What is not a refusal passes through: it is our mistake.

    A refusal of the domain is a 409: the request was understood, the state of things forbids it.
    """
    if isinstance(error, DomainError):
        set_rollback()
        body = {"detail": str(error), "code": error.code}
        return Response(body, status=status.HTTP_409_CONFLICT)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = _body(error, response.data)
    return response


def _body(error: Exception, data: Any) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        return {
            "detail": _("Some values cannot be used. See the fields."),
            "code": "invalid",
            "fields": data if isinstance(data, dict) else {"": data},
        }
    if isinstance(error, Http404 | exceptions.NotFound):
        # Whatever it was: what one may not see and what does not exist read the same.
        return {"detail": _("There is nothing here."), "code": "not_found"}
    code = getattr(error, "default_code", "refused")
    codes = error.get_codes() if isinstance(error, exceptions.APIException) else code
    return {"detail": data["detail"], "code": codes if isinstance(codes, str) else code}
