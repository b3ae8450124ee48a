"""The touch collector as a process of its own: `manage.py collector`. It opens neither the database nor the models."""

import os

from django.conf import settings
from django.utils.log import configure_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)

from analytics.collecting.loop_spool import LoopSpool  # noqa: E402 its signer reads the settings
from analytics.collecting.rsgi_face import Collector  # noqa: E402
from analytics.collecting.segment import Segment  # noqa: E402
from analytics.collecting.settled import terms  # noqa: E402

application = Collector(terms(), LoopSpool(Segment(settings.SPOOL_DIR)))
