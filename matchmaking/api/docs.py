"""The API's documentation in the browser, under the same content policy as every other page."""

from drf_spectacular.views import SpectacularSwaggerSplitView


class Documentation(SpectacularSwaggerSplitView):
    """Swagger's page: its script comes from an address of ours, its styles carry the nonce."""

    template_name = "matchmaking/api/docs.html"
