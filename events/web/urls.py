"""Addresses of the public pages."""

from django.urls import path

from events.web import views

app_name = "events"
urlpatterns = [
    path("", views.home, name="home"),
    path("e/<slug:slug>/", views.event_page, name="event"),
]
