"""Addresses of a participant's pages of an event."""

from django.urls import path

from matchmaking.web import participants, requests, schedule

app_name = "matchmaking"
urlpatterns = [
    path("e/<slug:slug>/me/", schedule.agenda, name="agenda"),
    path("e/<slug:slug>/me/seen/", schedule.acknowledge, name="acknowledge"),
    path("e/<slug:slug>/me/calendar.ics", schedule.agenda, name="calendar"),
    path("e/<slug:slug>/me/badge/", schedule.agenda, name="badge"),
    path("e/<slug:slug>/company/", requests.company, name="company"),
    path("e/<slug:slug>/requests/<int:pk>/accept/", requests.accept, name="accept"),
    path("e/<slug:slug>/requests/<int:pk>/decline/", requests.decline, name="decline"),
    path("e/<slug:slug>/requests/<int:pk>/withdraw/", requests.withdraw, name="withdraw"),
    path("e/<slug:slug>/participants/", participants.participants, name="participants"),
    path("e/<slug:slug>/participants/<int:pk>/", participants.participant, name="participant"),
]
