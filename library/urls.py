from django.urls import include, path

app_name = "library"
urlpatterns = [
    path("", include("library.finding.urls")),
    path("", include("library.sheet.urls")),
    path("", include("library.sharing.urls")),
    path("", include("library.voices.urls")),
]
