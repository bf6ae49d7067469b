"""Whose rows the admin shows: those of the events that the person works for, everywhere.

Lists, change pages, choices of foreign keys, autocomplete, inlines, history and actions all read
`get_queryset`, which asks for the events at which the person has the class's permission.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import DateTimeField, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from companies.admin.base import DomainAdmin, DomainInline
from events.domain.days import say_zone
from events.models import Event
from events.rules import staff_roles


def follow(row: Any, path: str) -> Any:
    """The object at the end of a path such as `hall__venue__event`; the row itself for ""."""
    for name in path.split("__") if path else []:
        row = getattr(row, name)
    return row


def permits(request: HttpRequest, permission: str, event: Event | None) -> bool:
    """The person has the permission at the event, or at any event where none is given."""
    if event is not None or request.user.is_superuser:
        return request.user.has_perm(permission, event)
    return bool(permitted_ids(request, permission))


def permitted_ids(request: HttpRequest, permission: str) -> list[int]:
    """Ids of the events at which a member of staff has the permission; read once a request."""
    known: dict[str, list[int]] = request.__dict__.setdefault("_permitted_ids", {})
    if permission not in known:
        known[permission] = [
            event
            for event in staff_roles(request.user)
            if request.user.has_perm(permission, Event(pk=event))
        ]
    return known[permission]


def events_permitting(request: HttpRequest, permission: str) -> "QuerySet[Event]":
    """Events at which the person has the permission."""
    if request.user.is_superuser:
        return Event.objects.all()
    return Event.objects.filter(pk__in=permitted_ids(request, permission))


class Permissions:
    """The permissions of `events.rules` that reading and writing take."""

    event_path = "event"
    view_permission = "events.view_event"
    change_permission = "events.plan_event"

    def event_of(self, row: Any) -> Event:
        event: Event = follow(row, self.event_path)
        return event

    def _asks(self, request: HttpRequest, permission: str, row: Any) -> bool:
        if request.user.is_superuser:
            return True
        return permits(request, permission, None if row is None else self.event_of(row))


class ScopedAdmin(Permissions, DomainAdmin):
    """Rows of own events only, in the event's own time zone."""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        path = f"{self.event_path}__in" if self.event_path else "pk__in"
        return rows.filter(**{path: events_permitting(request, self.view_permission)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._asks(request, self.view_permission, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, self.view_permission, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._asks(request, self.change_permission, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, self.change_permission, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, self.change_permission, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Who works for two events may see both and change one: the row's own event decides."""
        if not self._asks(request, self.change_permission, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def changeable(self, request: HttpRequest, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Those of the rows that an action of this person may change."""
        if request.user.is_superuser:
            return rows
        path = f"{self.event_path}__in" if self.event_path else "pk__in"
        return rows.filter(**{path: events_permitting(request, self.change_permission)})

    # --- choices ----------------------------------------------------------------------------

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        limit_choices(self, db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        limit_choices(self, db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """A stored row stays at its event."""
        fields = list(super().get_readonly_fields(request, obj))
        if obj is not None and self.event_path == "event" and "event" not in fields:
            fields.append("event")
        return fields

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Where one event is listed, no column says which."""
        columns = list(super().get_list_display(request))
        if request.GET.get(f"{self.event_path}__id__exact"):
            columns = [name for name in columns if name not in ("event", "event_name")]
        return columns

    # --- time -------------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Moments in a list stand in one zone, which is named."""
        zone = list_zone(request, self.view_permission)
        columns = {field.name for field in self.opts.fields if isinstance(field, DateTimeField)}
        context = dict(extra_context or {})
        if columns.intersection(self.get_list_display(request)):
            context["list_zone"] = say_zone(zone, timezone.now())
        with timezone.override(zone):
            response = super().changelist_view(request, context)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        return response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a row speaks its event's time; so does a new row's of a known event."""
        event = self._event_of_page(request, object_id)
        request.event = event  # type: ignore[attr-defined]
        if event is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        context = {
            **(extra_context or {}),
            "event": event,
            **self.page_context(request, request.row),  # type: ignore[attr-defined]
        }
        with timezone.override(event.zone):
            response = super().changeform_view(request, object_id, form_url, context)
            if hasattr(response, "render"):
                response.render()
        return response

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page of a row shows beside its form; `row` is None where it is new."""
        return {}

    def _event_of_page(self, request: HttpRequest, object_id: str | None) -> Event | None:
        request.row = None  # type: ignore[attr-defined]
        if object_id is not None:
            row = self.get_object(request, unquote(object_id))
            request.row = row  # type: ignore[attr-defined]
            return None if row is None else self.event_of(row)
        named = request.POST.get("event") or request.GET.get("event")
        allowed = events_permitting(request, self.change_permission)
        if named and named.isdecimal():
            return allowed.filter(pk=named).first()
        only = list(allowed[:2])
        return only[0] if len(only) == 1 else None


def list_zone(request: HttpRequest, permission: str) -> ZoneInfo:
    """The reader's own zone; without one that of the event listed, or of all their events."""
    own = getattr(request.user, "time_zone", "")
    if own:
        return ZoneInfo(own)
    events = events_permitting(request, permission)
    named = request.GET.get("event__id__exact", "")
    if named.isdecimal():
        events = events.filter(pk=named)
    zones = set(events.order_by().values_list("time_zone", flat=True).distinct()[:2])
    return ZoneInfo(zones.pop() if len(zones) == 1 else "UTC")


class ScopedInline(Permissions, DomainInline):
    """Rows under a row of an own event. `event_path` leads from the parent to its event."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, self.view_permission, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, self.change_permission, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, self.change_permission, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, self.change_permission, obj)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        limit_choices(self, db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        limit_choices(self, db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def limit_choices(owner: Any, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Offer only what the person may see, and of the page's event where it is known."""
    target: type[Model] = db_field.remote_field.model
    if target is Event:
        kwargs["queryset"] = events_permitting(request, owner.change_permission)
        return
    other = owner.admin_site._registry.get(target)
    if other is None:
        rows = target._default_manager.all()
        path = "event" if hasattr(target, "event") else None
        if path:
            allowed = events_permitting(request, owner.view_permission)
            rows = rows.filter(event__in=allowed)
        elif not request.user.is_superuser:
            rows = rows.none()
    else:
        rows = other.get_queryset(request)
        path = other.event_path if isinstance(other, ScopedAdmin) else None
    event = getattr(request, "event", None)
    if event is not None and path:
        rows = rows.filter(**{path: event})
    kwargs["queryset"] = rows
