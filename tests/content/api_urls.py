"""The project's addresses with Wagtail's read and write API mounted, to prove that it is no way round the rules."""

from django.urls import path
from wagtail.api.v3.urls import api

from config.urls import urlpatterns as ours

urlpatterns = [path("api/v3/", api.urls), *ours]
