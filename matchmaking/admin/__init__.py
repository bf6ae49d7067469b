"""The organiser's admin of matching: runs and their progress, versions, requests, meetings."""

from matchmaking.admin import log, mails, meetings, requests, runs, tools, versions

__all__ = ["log", "mails", "meetings", "requests", "runs", "tools", "versions"]
