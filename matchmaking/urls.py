"""Every address of the product. Each app adds its own `urls` module here."""

from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language
from django.views.static import serve

urlpatterns = [
    # They are tried in this order: what is asked for most comes first.
    path("", include("matchmaking.web.urls")),
    path("", include("events.web.urls")),
    path("", include("companies.web.urls")),
    path("api/v1/", include("matchmaking.api.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    # A cookie about the language is all it sets: pages for strangers need no token's cookie.
    path("language/setlang/", csrf_exempt(set_language), name="set_language"),
    # Logos: few and small. A busy installation lets its proxy serve these folders, and no other.
    *(
        path(
            f"media/{folder}/<path:path>",
            cache_control(public=True, max_age=3600)(serve),
            {"document_root": Path(settings.MEDIA_ROOT) / folder},
        )
        for folder in settings.PUBLIC_MEDIA
    ),
]
