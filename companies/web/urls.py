"""Addresses of a person's own pages."""

from django.urls import path

from companies.web import views

app_name = "companies"
urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("me/", views.me, name="me"),
]
