from django.urls import path, re_path

from leads.following_views import confirm_following, follow, follow_asked, following
from leads.rights.self_views import (
    forget_browser,
    my_data,
    my_data_asked,
    my_data_erase,
    my_data_export,
    my_data_link,
)
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
    path("my-data/", my_data, name="my_data"),
    path("my-data/asked/", my_data_asked, name="my_data_asked"),
    path("my-data/file/", my_data_export, name="my_data_export"),
    path("my-data/forget-this-browser/", forget_browser, name="forget_browser"),
    path("my-data/by-mail/<str:token>/", my_data_link, name="my_data_link"),
    path("my-data/by-mail/<str:token>/file/", my_data_export, name="my_data_export"),
    path("my-data/by-mail/<str:token>/erase/", my_data_erase, name="my_data_erase"),
]
