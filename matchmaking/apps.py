from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class MatchmakingConfig(AppConfig):
    name = "matchmaking"
    verbose_name = _("Matchmaking")

    def ready(self) -> None:
        # `shared_task` binds to the Celery application that is loaded here.
        from matchmaking import (
            celery,  # noqa: F401
            joining_receivers,  # noqa: F401
            receivers,  # noqa: F401
        )


class OrganiserAdminConfig(AdminConfig):
    """Django's admin, with this product's site as `admin.site`."""

    default_site = "matchmaking.site.OrganiserSite"
