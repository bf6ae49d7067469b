"""Lists of matching that people only read, for those who schedule the event."""

from companies.admin.base import ReadOnlyMixin
from events.admin.scope import ScopedAdmin


class ScheduleAdmin(ScopedAdmin):
    view_permission = "matchmaking.run_matching"
    change_permission = "matchmaking.run_matching"


class ReadOnlyScheduleAdmin(ReadOnlyMixin, ScheduleAdmin):
    """Rows that runs and participants write."""
