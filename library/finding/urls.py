from django.urls import path

from library.finding.views import MissedView, ResultsView, SearchView

urlpatterns = [
    path("", SearchView.as_view(), name="search"),
    path("results/", ResultsView.as_view(), name="results"),
    path("missed/", MissedView.as_view(), name="missed"),
]
