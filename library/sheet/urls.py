from django.urls import path, re_path

from library.sheet.lead_views import LeadsView, LeadView
from library.sheet.views import AssetSheetView, EvidenceView

# No more digits than a key can have: a database answers a larger number with an error.
KEY = "(?P<pk>[0-9]{1,18})"

urlpatterns = [
    path("leads/", LeadsView.as_view(), name="leads"),
    re_path(rf"^leads/{KEY}/$", LeadView.as_view(), name="lead"),
    re_path(rf"^{KEY}/$", AssetSheetView.as_view(), name="asset"),
    re_path(
        rf"^{KEY}/(?P<what>touches|thorough|votes|ratings|shares|deals)/$", EvidenceView.as_view(), name="evidence"
    ),
]
