from django.utils import timezone
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission

from content.models import AssetPage
from content.rich_text_links import VisiblePageLinkHandler
from content.viewsets import ExpertViewSet, TopicViewSet


@hooks.register("register_admin_viewset")
def register_experts():
    return ExpertViewSet("experts")


@hooks.register("register_admin_viewset")
def register_topics():
    return TopicViewSet("topics")


@hooks.register("register_rich_text_features", order=100)
def register_links_to_visible_pages(features):
    features.register_link_type(VisiblePageLinkHandler)


@hooks.register("construct_page_chooser_queryset")
def choose_among_visible_pages(pages, request):
    """Wagtail's chooser shows every title to all who may enter; those who edit no pages see what readers see."""
    if user_has_any_page_permission(request.user):
        return pages
    visible = AssetPage.objects.visible_to(request.user, at=timezone.now())
    return pages.filter(pk__in=visible.values("pk"))
