from django.urls import path, re_path

from content.review.expert_check_views import ExpertCheckView, ThanksView

urlpatterns = [
    path("check/thanks/", ThanksView.as_view(), name="expert_check_thanks"),
    re_path(r"^check/(?P<token>[^/]{1,200})/$", ExpertCheckView.as_view(), name="expert_check"),
]
