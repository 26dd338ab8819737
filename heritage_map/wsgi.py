"""The WSGI entry point."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from circuits.planner import compile as planner

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")

application = get_wsgi_application()

# Beside the first pages, so that the first who asks for a plan does not wait for it to be loaded.
Thread(target=planner.warm, name="planner", daemon=True).start()
