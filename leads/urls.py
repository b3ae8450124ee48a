from django.urls import path, re_path

from leads.following_views import confirm_following, follow, follow_asked, following
from leads.views import contact_form, contact_received, gate_form

# No more digits than a key can have: a database answers a larger number with an error.
urlpatterns = [
    re_path(r"^forms/(?P<asset_id>[0-9]{1,18})/$", gate_form, name="gate_form"),
    re_path(r"^forms/contact/(?P<asset_id>[0-9]{1,18})/$", contact_form, name="contact_form"),
    path("forms/contact/received/", contact_received, name="contact_received"),
    re_path(r"^forms/follow/(?P<topic_id>[0-9]{1,18})/$", follow, name="follow"),
    path("forms/follow/asked/", follow_asked, name="follow_asked"),
    path("following/confirm/<str:token>/", confirm_following, name="confirm_following"),
    path("following/<str:token>/", following, name="following"),
]
