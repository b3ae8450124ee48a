from django.urls import path

from library.views import AssetSheetView, SearchView

app_name = "library"
urlpatterns = [
    path("", SearchView.as_view(), name="search"),
    path("<int:pk>/", AssetSheetView.as_view(), name="asset"),
]
