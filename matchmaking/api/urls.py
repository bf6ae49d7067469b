"""Addresses of the API, version 1."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from matchmaking.api.access import Nothing
from matchmaking.api.docs import Documentation
from matchmaking.api.views import (
    events,
    marks,
    me,
    notifications,
    outcomes,
    participants,
    requests,
    schedule,
)

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", Documentation.as_view(url_name="api:schema"), name="docs"),
    path("me/", me.Me.as_view(), name="me"),
    path("me/token/", me.MyToken.as_view(), name="token"),
    path("me/calendar/", me.MyCalendar.as_view(), name="calendar"),
    path("me/notifications/", notifications.NotificationList.as_view(), name="notifications"),
    path("me/notifications/read/", notifications.MarkRead.as_view(), name="read_notifications"),
    path("me/mails/", notifications.MailChoice.as_view(), name="mails"),
    path("events/", events.EventList.as_view(), name="events"),
    path("events/<slug:slug>/", events.EventDetail.as_view(), name="event"),
    path("events/<slug:slug>/programme/", events.Programme.as_view(), name="programme"),
    path(
        "events/<slug:slug>/participants/",
        participants.ParticipantList.as_view(),
        name="participants",
    ),
    path(
        "events/<slug:slug>/participants/<int:pk>/",
        participants.ParticipantDetail.as_view(),
        name="participant",
    ),
    path("events/<slug:slug>/participants/<int:pk>/mark/", marks.Mark.as_view(), name="mark"),
    path("events/<slug:slug>/blocks/", marks.BlockList.as_view(), name="blocks"),
    path("events/<slug:slug>/blocks/<int:pk>/", marks.BlockDetail.as_view(), name="block"),
    path("events/<slug:slug>/requests/", requests.RequestList.as_view(), name="requests"),
    path("events/<slug:slug>/requests/<int:pk>/", requests.RequestDetail.as_view(), name="request"),
    path("events/<slug:slug>/requests/<int:pk>/accept/", requests.Accept.as_view(), name="accept"),
    path(
        "events/<slug:slug>/requests/<int:pk>/decline/", requests.Decline.as_view(), name="decline"
    ),
    path(
        "events/<slug:slug>/requests/<int:pk>/withdraw/",
        requests.Withdraw.as_view(),
        name="withdraw",
    ),
    path("events/<slug:slug>/meetings/", schedule.MeetingList.as_view(), name="meetings"),
    path(
        "events/<slug:slug>/meetings/<uuid:uid>/outcome/",
        outcomes.OutcomeDetail.as_view(),
        name="outcome",
    ),
    path(
        "events/<slug:slug>/meetings/<uuid:uid>/notice/",
        schedule.Notice.as_view(),
        name="notice",
    ),
    path("events/<slug:slug>/contacts/", outcomes.ContactList.as_view(), name="contacts"),
    path("events/<slug:slug>/agenda/", schedule.AgendaDetail.as_view(), name="agenda"),
    path("events/<slug:slug>/agenda/seen/", schedule.Acknowledge.as_view(), name="acknowledge"),
    re_path(r"^[\s\S]*/$", Nothing.as_view(), name="nothing"),
]
