"""The content API: what anybody may read on the public site, as JSON, and nothing else. It only answers questions."""

from django.contrib.auth.models import AnonymousUser
from django.urls import path, re_path
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import conditional_page
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

from content.freshness import same_for_all
from content.machines.api_asking import AssetFilter, Pages, SlugFilter, check_names
from content.machines.api_fields import ASSET, ASSET_IN_FULL, ASSET_META, EXPERT, EXPERT_META, TOPIC, TOPIC_META
from content.models import AssetPage, Expert, Topic


class AlwaysJSON(BaseContentNegotiation):
    """Whatever is asked for: `format` is the format of an asset here, and there is only one of ours."""

    def select_parser(self, request, parsers):
        return None

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class PublicAPIViewSet(BaseAPIViewSet):
    """Read by programs of others, so it knows no session and no user, and lets every page's script read it."""

    renderer_classes = [JSONRenderer]
    content_negotiation_class = AlwaysJSON
    http_method_names = ["get", "head"]
    authentication_classes = []
    permission_classes = []
    pagination_class = Pages
    list_parameters = {"limit", "offset", "fields"}

    @classmethod
    def as_view(cls, *args, **kwargs):
        return same_for_all(conditional_page(super().as_view(*args, **kwargs)))

    @classmethod
    def get_urlpatterns(cls):
        return [
            path("", cls.as_view({"get": "listing_view"}), name="api_listing"),
            re_path(r"^(?P<pk>\d{1,18})/$", cls.as_view({"get": "detail_view"}), name="api_detail"),
        ]

    @classmethod
    def get_listing_default_fields(cls, model):
        return [name for name in cls.get_available_fields(model) if name not in cls.detail_only_fields]

    @classmethod
    def get_body_fields(cls, model):
        return cls._convert_api_fields(cls.body_fields)

    @classmethod
    def get_meta_fields(cls, model):
        return cls._convert_api_fields(cls.meta_fields)

    @cached_property
    def visible(self):
        return AssetPage.objects.visible_to(AnonymousUser(), at=timezone.now())

    def check_query_parameters(self, queryset):
        check_names(self.request.GET, self.list_parameters)

    def detail_view(self, request, pk):
        check_names(request.GET, {"fields"})
        return super().detail_view(request, pk)

    def get_serializer_class(self):
        if "(" in self.request.GET.get("fields", ""):
            raise BadRequestError(
                "fields is a list of names such as title,summary; what stands inside a field comes whole."
            )
        return super().get_serializer_class()

    def filter_queryset(self, queryset):
        """Filters are for lists; one thing is asked for by its number alone."""
        return super().filter_queryset(queryset) if self.action == "listing_view" else queryset

    def get_serializer_context(self):
        return {"request": self.request, "view": self, "router": self.request.wagtailapi_router}

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response


class AssetsAPIViewSet(PublicAPIViewSet):
    model = AssetPage
    filter_backends = [AssetFilter]
    list_parameters = PublicAPIViewSet.list_parameters | {
        "author",
        "format",
        "order",
        "pillar",
        "published_after",
        "published_before",
        "search",
        "topic",
    }
    body_fields = ["id", *ASSET, *ASSET_IN_FULL]
    meta_fields = ASSET_META
    detail_only_fields = [field.name for field in ASSET_IN_FULL]

    def get_queryset(self):
        return self.visible.with_byline().prefetch_related("industries")


class TopicsAPIViewSet(PublicAPIViewSet):
    model = Topic
    kind = "topic"
    filter_backends = [SlugFilter]
    list_parameters = PublicAPIViewSet.list_parameters | {"slug"}
    body_fields = ["id", *TOPIC]
    meta_fields = TOPIC_META

    def get_queryset(self):
        return Topic.objects.of(self.visible)


class ExpertsAPIViewSet(PublicAPIViewSet):
    model = Expert
    kind = "expert"
    filter_backends = [SlugFilter]
    list_parameters = PublicAPIViewSet.list_parameters | {"slug"}
    body_fields = ["id", *EXPERT]
    meta_fields = EXPERT_META

    def get_queryset(self):
        return Expert.objects.behind(self.visible)


api = WagtailAPIRouter("content_api")
api.register_endpoint("assets", AssetsAPIViewSet)
api.register_endpoint("topics", TopicsAPIViewSet)
api.register_endpoint("experts", ExpertsAPIViewSet)
