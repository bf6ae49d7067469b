"""Addresses of the public pages."""

from django.urls import include, path

from events.web import coming, discovery, registering, views, visibility

app_name = "events"

REGISTERING = [
    path("", registering.start, name="register"),
    path("organisation/", registering.organisation, name="register_organisation"),
    path("statements/", registering.statements, name="register_statements"),
    path("statements/suggest/", registering.suggest, name="suggest_sectors"),
    path("statements/<int:pk>/", registering.statements, name="register_statement"),
    path("statements/<int:pk>/remove/", registering.drop_statement, name="drop_statement"),
    path("questions/", registering.questions, name="register_questions"),
    path("people/", coming.people, name="register_people"),
    path("people/<int:pk>/remove/", coming.drop_person, name="drop_person"),
    path("people/invited/<int:pk>/remove/", coming.drop_invited, name="drop_invited"),
    path("availability/", coming.availability, name="register_availability"),
    path("availability/<int:pk>/remove/", coming.drop_absence, name="drop_absence"),
    path("visits/", coming.visits, name="register_visits"),
    path("submit/", registering.submit, name="register_submit"),
    path("withdraw/", registering.withdraw, name="withdraw_registration"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", discovery.robots, name="robots"),
    path("sitemap.xml", discovery.sitemap, name="sitemap"),
    path("e/<slug:slug>/event.ics", discovery.event_calendar, name="event_calendar"),
    path(
        "e/<slug:slug>/preview-<slug:language>.png",
        discovery.preview_picture,
        name="preview_picture",
    ),
    path("e/<slug:slug>/colour-<slug:colour>.css", discovery.accent, name="accent"),
    path("e/<slug:slug>/", views.event_page, name="event"),
    path("e/<slug:slug>/companies/", visibility.companies, name="companies"),
    path("e/<slug:slug>/companies/<int:pk>/", visibility.company, name="company"),
    path("e/<slug:slug>/visibility/", visibility.visibility, name="visibility"),
    path("e/<slug:slug>/register/", include(REGISTERING)),
]
