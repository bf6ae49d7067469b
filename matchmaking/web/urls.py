"""Addresses of a participant's pages of an event."""

from django.urls import path

from matchmaking.web import views

app_name = "matchmaking"
urlpatterns = [
    path("e/<slug:slug>/me/", views.agenda, name="agenda"),
    path("e/<slug:slug>/company/", views.company, name="company"),
    path("e/<slug:slug>/participants/", views.participants, name="participants"),
]
