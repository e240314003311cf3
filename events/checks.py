"""What `manage.py check` looks at beyond Django's own checks."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def check_site_address(app_configs, **kwargs) -> list[Warning]:
    """Feeds, citations and files print SITE_URL: it is to be the readers' address."""
    if settings.SITE_URL.startswith("https://"):
        return []
    return [
        Warning(
            f"SITE_URL is {settings.SITE_URL}, which readers elsewhere cannot open "
            "safely.",
            hint="Set it to the address readers use, as https://archive.example.org.",
            id="events.W001",
        )
    ]
