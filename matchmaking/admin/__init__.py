"""The organiser's admin of matching: runs and their progress, versions, requests, meetings."""

from matchmaking.admin import meetings, records, requests, runs, tools, versions

__all__ = ["meetings", "records", "requests", "runs", "tools", "versions"]
