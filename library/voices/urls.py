from django.urls import path, re_path

from library.voices.ask_views import AskView, MeTooView
from library.voices.heard_views import HeardView, WithdrawNoteView
from library.voices.tip_views import AddTipView, ChangeTipView, OwnTipsView, RateView, ThankView, WithdrawTipView

# No more digits than a key can have: a database answers a larger number with an error.
KEY = "(?P<pk>[0-9]{1,18})"

urlpatterns = [
    re_path(rf"^{KEY}/tip/$", AddTipView.as_view(), name="tip_add"),
    re_path(rf"^{KEY}/rating/$", RateView.as_view(), name="rate"),
    path("tips/", OwnTipsView.as_view(), name="own_tips"),
    re_path(rf"^tips/{KEY}/$", ChangeTipView.as_view(), name="tip"),
    re_path(rf"^tips/{KEY}/withdraw/$", WithdrawTipView.as_view(), name="tip_withdraw"),
    re_path(rf"^tips/{KEY}/thanks/$", ThankView.as_view(), name="tip_thanks"),
    path("heard/", HeardView.as_view(), name="heard"),
    re_path(rf"^heard/{KEY}/withdraw/$", WithdrawNoteView.as_view(), name="note_withdraw"),
    path("ask/", AskView.as_view(), name="ask"),
    re_path(rf"^ask/{KEY}/too/$", MeTooView.as_view(), name="me_too"),
]
