"""The product's addresses and an empty view: all of the middleware, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from matchmaking.urls import urlpatterns as product


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("empty/", empty), *product]
