from django.urls import path

from library.finding.views import SearchView

urlpatterns = [path("", SearchView.as_view(), name="search")]
