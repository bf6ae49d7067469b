"""What a person may reach through the API: the same as on the pages, a 404 for all else."""

from datetime import UTC
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from companies.models import User
from events.models import Event, Registration
from events.web.pages import own_registration, visible_event


def reader(request: Request) -> User:
    """The signed-in person; the API lets nobody else in."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


class ReaderView(APIView):
    """Speaks the language that the program asks for, else the person's own; times are in UTC.

    A token is read here, after the middleware that does this for a browser.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(UTC):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if "Accept-Language" in request.headers:
            translation.activate(translation.get_language_from_request(request))
        elif request.user.is_authenticated:
            translation.activate(reader(request).language)
        super().initial(request, *args, **kwargs)


class Nothing(ReaderView):
    """Every address that the API does not have: a program gets the same 404 as elsewhere in it."""

    permission_classes = [AllowAny]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404


class EventView(ReaderView):
    """Something below an event's address."""

    @cached_property
    def event(self) -> Event:
        """The event of the address, if the person may know of it."""
        return visible_event(self.request, self.kwargs["slug"])


class ParticipantView(EventView):
    """Something that concerns the person's own registration for an event; a 404 without one.

    `registration` is the one that the person acts for, approved or not.
    """

    registration: Registration

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        registration = own_registration(request, self.event)
        if registration is None:
            raise Http404
        self.registration = registration

    @property
    def approved_registration(self) -> Registration:
        """The same, once it is approved: before, nobody else's profile is shown."""
        if not self.registration.is_approved:
            raise Http404
        return self.registration
