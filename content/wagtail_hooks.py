from wagtail import hooks

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
