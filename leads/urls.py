from django.urls import re_path

from leads.views import gate_form

urlpatterns = [
    # No more digits than a key can have: a database answers a larger number with an error.
    re_path(r"^forms/(?P<asset_id>[0-9]{1,18})/$", gate_form, name="gate_form"),
]
