from django.urls import path, re_path

from library.sharing.public_views import share_link, share_next, share_open

urlpatterns = [
    path("open/", share_open, name="share_open"),
    path("<str:token>/", share_link, name="share_link"),
    # No more digits than a key can have: a database answers a larger number with an error.
    re_path(r"^(?P<token>[^/]+)/next/(?P<asset_id>[0-9]{1,18})/$", share_next, name="share_next"),
]
