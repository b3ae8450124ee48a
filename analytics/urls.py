from django.urls import path

from analytics import views

urlpatterns = [
    path("t/", views.touch, name="touch"),
    path("consent/", views.consent, name="consent"),
    path("privacy/", views.privacy, name="privacy"),
]
