"""Addresses of a person's own pages, and of their organisations'."""

from django.urls import include, path

from companies.web import invitations, joining, members, organisations, views

app_name = "companies"

ORGANISATION = [
    path("", organisations.organisation, name="organisation"),
    path("members/", members.members, name="members"),
    path("members/<int:member>/role/", members.role, name="member_role"),
    path("members/<int:member>/remove/", members.remove, name="remove_member"),
    path("members/<int:member>/hand-over/", members.give, name="hand_over"),
    path("invitations/<int:invitation>/send/", members.resend, name="resend_invitation"),
    path("invitations/<int:invitation>/take-back/", members.revoke, name="revoke_invitation"),
    path("requests/<int:join_request>/", members.decide, name="decide_join_request"),
]

urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("me/", views.me, name="me"),
    path("organisations/new/", joining.found, name="found"),
    path("organisations/join/", joining.ask, name="ask_to_join"),
    path("organisations/join/<int:pk>/withdraw/", joining.withdraw, name="withdraw_join_request"),
    path("organisations/<int:pk>/", include(ORGANISATION)),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]
