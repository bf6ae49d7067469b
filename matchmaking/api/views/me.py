"""The person themselves: who they are, the token of their programs, the address of their feed."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.request import Request
from rest_framework.response import Response

from companies.models import Member, User
from matchmaking.api.access import ReaderView, reader
from matchmaking.api.errors import Forbidden
from matchmaking.domain.addresses import absolute
from matchmaking.domain.calendars import feed_token, renew_feed


class MembershipSerializer(serializers.ModelSerializer):
    organisation = serializers.CharField(source="organisation.name")

    class Meta:
        model = Member
        fields = ["organisation", "role", "job_title"]


class MeSerializer(serializers.ModelSerializer):
    memberships = MembershipSerializer(many=True)

    class Meta:
        model = User
        fields = ["email", "full_name", "language", "time_zone", "memberships"]


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="Send it as `Authorization: Token …`.")


class FeedSerializer(serializers.Serializer):
    url = serializers.URLField(help_text="Whoever has this address can read the calendar.")


class Me(ReaderView):
    """Who is signed in."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request, **kwargs: Any) -> Response:
        people = User.objects.prefetch_related("memberships__organisation")
        return Response(MeSerializer(people.get(pk=reader(request).pk)).data)


class MyToken(ReaderView):
    """The token that lets a program act for the person. Only a signed-in browser may ask for it."""

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if not isinstance(request.successful_authenticator, SessionAuthentication):
            raise Forbidden(_("Sign in with a browser to make or delete a token."))

    @extend_schema(request=None, responses={201: TokenSerializer})
    def post(self, request: Request, **kwargs: Any) -> Response:
        """A new token; the one before is void."""
        with transaction.atomic():
            Token.objects.filter(user=reader(request)).delete()
            token = Token.objects.create(user=reader(request))
        return Response({"token": token.key}, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """No program may act for the person any more."""
        Token.objects.filter(user=reader(request)).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class MyCalendar(ReaderView):
    """The address of the person's calendar feed."""

    @extend_schema(responses=FeedSerializer)
    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response({"url": _feed_url(feed_token(reader(request)))})

    @extend_schema(request=None, responses={201: FeedSerializer})
    def post(self, request: Request, **kwargs: Any) -> Response:
        """A new address; every one given out before is void."""
        url = _feed_url(renew_feed(reader(request)))
        return Response({"url": url}, status=status.HTTP_201_CREATED)


def _feed_url(token: str) -> str:
    return absolute(reverse("matchmaking:feed", args=[token]))
