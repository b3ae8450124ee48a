from django.urls import path, re_path

from analytics import consent_views, honeypot_views, usefulness_views, views

urlpatterns = [
    path("t/", views.touch, name="touch"),
    path("consent/", consent_views.consent, name="consent"),
    path("everything/", honeypot_views.everything, name="everything"),
    path("privacy/", consent_views.privacy, name="privacy"),
    # No more digits than a key can have: a database answers a larger number with an error.
    re_path(r"^forms/useful/(?P<asset_id>[0-9]{1,18})/$", usefulness_views.vote, name="useful"),
]
