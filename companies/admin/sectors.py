"""The sector tree. Everybody in the admin may look things up in it; superusers change it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from companies.admin.base import DomainAdmin
from companies.models import Sector


@admin.register(Sector)
class SectorAdmin(DomainAdmin, TranslationAdmin):
    about = _(
        "The tree of fields in which offers and needs are sorted, for all events. A sector "
        "without a parent is a heading."
    )
    list_display = ["name", "code", "parent"]
    helps: ClassVar = {
        "code": _("For files and programs. It begins with its parent's, and stays as it is."),
        "position": _("Sectors are listed in this order."),
    }
    list_filter = [("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    ordering = ["position", "code"]
    list_per_page = 200

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
