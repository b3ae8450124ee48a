from django.urls import re_path

from library.sheet.views import AssetSheetView

urlpatterns = [
    # No more digits than a key can have: a database answers a larger number with an error.
    re_path(r"^(?P<pk>[0-9]{1,18})/$", AssetSheetView.as_view(), name="asset"),
]
