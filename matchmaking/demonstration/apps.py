from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Brings the `load_demonstration` command. Production settings never install it."""

    name = "matchmaking.demonstration"
    label = "demonstration"
