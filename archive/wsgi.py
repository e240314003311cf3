"""Entry for a WSGI server. Behind one, DEBUG is off unless it is asked for."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
os.environ.setdefault("DEBUG", "0")

application = get_wsgi_application()
