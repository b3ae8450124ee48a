from wagtail import hooks

from content.viewsets import ExpertViewSet, TopicViewSet


@hooks.register("register_admin_viewset")
def register_experts():
    return ExpertViewSet("experts")


@hooks.register("register_admin_viewset")
def register_topics():
    return TopicViewSet("topics")
