from django.urls import path, re_path

from content.freshness import same_for_all
from content.public import views
from content.public.documents import read_document

urlpatterns = [
    path("experts/", same_for_all(views.ExpertsView.as_view()), name="experts"),
    re_path(r"^experts/(?P<slug>[-\w]{1,120})/$", same_for_all(views.ExpertView.as_view()), name="expert"),
    path("topics/", same_for_all(views.TopicsView.as_view()), name="topics"),
    re_path(r"^topics/(?P<slug>[-\w]{1,100})/$", same_for_all(views.TopicView.as_view()), name="topic"),
    path("read/<str:token>/", read_document, name="read_document"),
    path("search/", views.SearchView.as_view(), name="search"),
]
