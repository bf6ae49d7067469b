"""Rows as a file: CSV for programs, XLSX for people. No cell of it is a formula."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import CSV, XLSX, TablibFormat
from import_export.resources import ModelResource

from companies.spreadsheets import BYTE_ORDER_MARK, harmless


class SafeResource(ModelResource):
    """Exports only; every cell is harmless."""

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
        return harmless(super().export_field(field, instance, **kwargs))


def export_response(resource: ModelResource, queryset: Any, file: TablibFormat) -> HttpResponse:
    dataset = resource.export(queryset)
    name = f"{resource._meta.model._meta.model_name}-{timezone.now():%Y-%m-%d}"
    content = file.export_data(dataset)
    if isinstance(content, str):
        content = BYTE_ORDER_MARK + content
    response = HttpResponse(content, content_type=file.get_content_type())
    response["Content-Disposition"] = f'attachment; filename="{name}.{file.get_extension()}"'
    return response


def export_action(
    resource: type[ModelResource], file: type[TablibFormat], name: str, label: Any
) -> Callable[..., HttpResponse]:
    """An admin action that answers with the selected rows as a file."""

    @admin.action(description=label, permissions=["view"])
    def export(model_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse:
        return export_response(resource(), queryset, file())

    export.__name__ = name
    return export


def export_actions(resource: type[ModelResource]) -> list[Callable[..., HttpResponse]]:
    return [
        export_action(resource, CSV, "export_csv", _("Export the selected as CSV")),
        export_action(resource, XLSX, "export_xlsx", _("Export the selected as XLSX")),
    ]
