from django.urls import path, re_path

from library.sharing.collection_views import (
    CollectionChangeView,
    CollectionEndView,
    CollectionItemView,
    CollectionListView,
    CollectionView,
    CollectView,
)
from library.sharing.share_views import AssetsView, PeopleView, ShareView
from library.sharing.shared_views import RevokeView, SeenView, SharedListView, SharedView

# No more digits than a key can have: a database answers a larger number with an error.
NUMBER = r"(?P<pk>[0-9]{1,18})"

urlpatterns = [
    path("share/", ShareView.as_view(), name="share"),
    path("share/assets/", AssetsView.as_view(), name="share_assets"),
    path("share/people/", PeopleView.as_view(), name="people"),
    path("shared/", SharedListView.as_view(), name="shares"),
    path("shared/seen/", SeenView.as_view(), name="seen"),
    re_path(rf"^shared/{NUMBER}/$", SharedView.as_view(), name="shared"),
    re_path(rf"^shared/{NUMBER}/revoke/$", RevokeView.as_view(), name="revoke"),
    path("collections/", CollectionListView.as_view(), name="collections"),
    path("collections/collect/", CollectView.as_view(), name="collect"),
    re_path(rf"^collections/{NUMBER}/$", CollectionView.as_view(), name="collection"),
    re_path(rf"^collections/{NUMBER}/change/$", CollectionChangeView.as_view(), name="collection_change"),
    re_path(rf"^collections/{NUMBER}/delete/$", CollectionEndView.as_view(), name="collection_delete"),
    re_path(rf"^collections/items/{NUMBER}/$", CollectionItemView.as_view(), name="collection_item"),
]
