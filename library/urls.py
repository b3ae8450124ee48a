from django.urls import path, re_path

from library.views import AssetSheetView, SearchView

app_name = "library"
urlpatterns = [
    path("", SearchView.as_view(), name="search"),
    # No more digits than a key can have: a database answers a larger number with an error.
    re_path(r"^(?P<pk>[0-9]{1,18})/$", AssetSheetView.as_view(), name="asset"),
]
