"""Addresses of the public pages."""

from django.urls import include, path

from events.web import registering, views, visibility

app_name = "events"

REGISTERING = [
    path("", registering.start, name="register"),
    path("organisation/", registering.organisation, name="register_organisation"),
    path("statements/", registering.statements, name="register_statements"),
    path("statements/<int:pk>/", registering.statements, name="register_statement"),
    path("statements/<int:pk>/remove/", registering.drop_statement, name="drop_statement"),
    path("people/", registering.people, name="register_people"),
    path("people/<int:pk>/remove/", registering.drop_person, name="drop_person"),
    path("availability/", registering.availability, name="register_availability"),
    path("availability/<int:pk>/remove/", registering.drop_absence, name="drop_absence"),
    path("submit/", registering.submit, name="register_submit"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("e/<slug:slug>/", views.event_page, name="event"),
    path("e/<slug:slug>/companies/", visibility.companies, name="companies"),
    path("e/<slug:slug>/companies/<int:pk>/", visibility.company, name="company"),
    path("e/<slug:slug>/visibility/", visibility.visibility, name="visibility"),
    path("e/<slug:slug>/register/", include(REGISTERING)),
]
