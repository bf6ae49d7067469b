"""Addresses of a participant's pages of an event."""

from django.conf import settings
from django.urls import path

from matchmaking.web import (
    account,
    delegation,
    faces,
    followup,
    joining,
    leader,
    mails,
    marks,
    notices,
    notifications,
    offline,
    participants,
    requests,
    schedule,
    takeaway,
)

app_name = "matchmaking"
urlpatterns = [
    # Tried in this order: what is asked for most comes first.
    path("e/<slug:slug>/me/", schedule.agenda, name="agenda"),
    path("e/<slug:slug>/me/news/<str:page>/", schedule.news, name="news"),
    path("me/notifications/count/", notifications.count, name="count_notifications"),
    path("e/<slug:slug>/participants/", participants.participants, name="participants"),
    path("e/<slug:slug>/participants/<int:pk>/", participants.participant, name="participant"),
    path("e/<slug:slug>/company/", requests.company, name="company"),
    path("me/data/", account.own_data, name="own_data"),
    path("me/data/<int:pk>/", account.own_data_file, name="own_data_file"),
    path("me/delete/", account.leave, name="leave"),
    path("e/<slug:slug>/me/meetings/<uuid:uid>/notice/", notices.say, name="say_notice"),
    path("e/<slug:slug>/me/seen/", schedule.acknowledge, name="acknowledge"),
    path("e/<slug:slug>/me/calendar/", takeaway.calendar, name="calendar"),
    path("e/<slug:slug>/me/calendar/renew/", takeaway.renew, name="renew_feed"),
    path("e/<slug:slug>/me/calendar.ics", takeaway.calendar_file, name="calendar_file"),
    path("e/<slug:slug>/me/badge/", takeaway.badge, name="badge"),
    path("e/<slug:slug>/visits/<int:pk>/seat/", joining.visit, name="join_visit"),
    path("e/<slug:slug>/sessions/<int:pk>/place/", joining.session, name="join_session"),
    path("e/<slug:slug>/manifest.webmanifest", offline.manifest, name="manifest"),
    path("e/<slug:slug>/delegation/", delegation.delegation, name="delegation"),
    path("e/<slug:slug>/delegation.csv", delegation.delegation_file, name="delegation_csv"),
    path("e/<slug:slug>/delegation/<int:pk>/", delegation.member, name="delegation_member"),
    path("e/<slug:slug>/delegation/<int:pk>/find/", delegation.find, name="delegation_find"),
    path(
        "e/<slug:slug>/delegation/<int:pk>/find/<int:other>/",
        delegation.ask,
        name="delegation_ask",
    ),
    path(
        "e/<slug:slug>/delegation/<int:pk>/absences/<int:absence>/remove/",
        delegation.drop_absence,
        name="delegation_drop_absence",
    ),
    *(
        path(
            f"e/<slug:slug>/delegation/<int:pk>/requests/<int:asked>/{action}/",
            delegation.answer,
            {"action": action},
            name=f"delegation_{action}",
        )
        for action in ("accept", "decline", "withdraw")
    ),
    path("e/<slug:slug>/company/leader/", leader.leader, name="leader"),
    path("e/<slug:slug>/requests/<int:pk>/accept/", requests.accept, name="accept"),
    path("e/<slug:slug>/requests/<int:pk>/decline/", requests.decline, name="decline"),
    path("e/<slug:slug>/requests/<int:pk>/withdraw/", requests.withdraw, name="withdraw"),
    path("e/<slug:slug>/participants/<int:pk>/mark/", marks.mark, name="mark"),
    path("e/<slug:slug>/participants/<int:pk>/block/", marks.block, name="block"),
    path("e/<slug:slug>/blocked/", marks.blocked, name="blocked"),
    path("e/<slug:slug>/blocked/<int:pk>/unblock/", marks.unblock, name="unblock"),
    path("e/<slug:slug>/contacts/", followup.contacts, name="contacts"),
    path(
        "e/<slug:slug>/contacts.csv", followup.contacts_file, {"kind": "csv"}, name="contacts_csv"
    ),
    path(
        "e/<slug:slug>/contacts.vcf", followup.contacts_file, {"kind": "vcf"}, name="contacts_vcf"
    ),
    path("e/<slug:slug>/meetings/<uuid:uid>/card/", followup.card, name="card"),
    path("e/<slug:slug>/meetings/<uuid:uid>/", followup.outcome, name="outcome"),
    path("me/notifications/", notifications.notifications, name="notifications"),
    path("me/notifications/read/", notifications.read, name="read_notifications"),
    path("me/notifications/<int:pk>/", notifications.follow, name="notification"),
    path("me/mails/", mails.mails, name="mails"),
    path("mails/stop/<str:token>/", mails.unsubscribe, name="unsubscribe"),
    path("mails/resume/", mails.resubscribe, name="resubscribe"),
    path("calendar/<str:token>.ics", takeaway.feed, name="feed"),
    path(f"{settings.FACES_URL.strip('/')}/<path:name>", faces.face, name="face"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.offline, name="offline"),
]
