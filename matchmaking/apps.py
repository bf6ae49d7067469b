from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchmakingConfig(AppConfig):
    name = "matchmaking"
    verbose_name = _("Matchmaking")

    def ready(self) -> None:
        # `shared_task` binds to the Celery application that is loaded here.
        from matchmaking import celery  # noqa: F401
