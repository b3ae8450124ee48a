from django.urls import path, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from content.desk.edition_screens import SalesEditionViewSet
from content.desk.editor import AssetViewSet
from content.desk.reports import AssetCheckView
from content.desk.retiring_screens import RetireView, retire_buttons
from content.desk.sales_editions import CHECKED
from content.desk.side_panels import DeskOfAsset, DeskOfNewAsset, DeskSidePanel
from content.exporting.views import EXPORTED, ExportMenuItem, ExportView
from content.models import AssetPage
from content.offsite.adopting import ADOPT
from content.offsite.candidates import OffsiteGroup
from content.offsite.registry import BlogsPanel
from content.retiring import RETIRED, Retired
from content.review.log import register_actions
from content.review.panels import review_panels
from content.review.road import AssetReviewViewSet
from content.review.stage_map import StageMapViewSet
from content.rich_text_links import OpenDocumentLinkHandler, VisiblePageLinkHandler
from content.viewsets import ExpertsGroup, TopicViewSet


@hooks.register("register_admin_viewset")
def register_assets():
    return AssetViewSet("assets")


@hooks.register("asset_side_panels")
def add_desk_check(asset, request):
    return [DeskSidePanel(asset, request)]


@hooks.register("register_admin_urls")
def register_desk():
    new = {"content_type_app_name": "content", "content_type_model_name": "assetpage"}
    return [
        path("assets/desk/<int:page_id>/", DeskOfAsset.as_view(), name="asset_desk"),
        path("assets/desk/new/<int:parent_page_id>/", DeskOfNewAsset.as_view(), new, name="new_asset_desk"),
        path("reports/assets/", AssetCheckView.as_view(), name="asset_check"),
        path("reports/assets/results/", AssetCheckView.as_view(results_only=True), name="asset_check_results"),
    ]


class AssetCheckMenuItem(MenuItem):
    def is_shown(self, request):
        return user_has_any_page_permission(request.user)


@hooks.register("register_reports_menu_item")
def register_asset_check():
    address = reverse_lazy("asset_check")
    return AssetCheckMenuItem("Asset check", address, name="asset-check", icon_name="clipboard-list", order=100)


register_snippet(SalesEditionViewSet)


@hooks.register("register_log_actions")
def register_sales_edition_check(actions):
    actions.register_action(CHECKED, "Check against the asset", "Checked against the asset as it stands")


@hooks.register("register_admin_viewset")
def register_experts():
    return ExpertsGroup()


@hooks.register("register_admin_viewset")
def register_topics():
    return TopicViewSet("topics")


@hooks.register("register_admin_viewset")
def register_review():
    return AssetReviewViewSet()


@hooks.register("register_admin_viewset")
def register_stage_map():
    return StageMapViewSet()


@hooks.register("asset_side_panels")
def add_review(asset, request):
    return review_panels(asset, request)


@hooks.register("register_log_actions")
def register_review_actions(actions):
    register_actions(actions)


@hooks.register("register_rich_text_features", order=100)
def register_links_to_visible_pages(features):
    features.register_link_type(VisiblePageLinkHandler)
    features.register_link_type(OpenDocumentLinkHandler)


@hooks.register("construct_page_chooser_queryset")
def choose_among_visible_pages(pages, request):
    """Wagtail's chooser shows every title to all who may enter; those who edit no pages see what readers see."""
    if user_has_any_page_permission(request.user):
        return pages
    visible = AssetPage.objects.visible_to(request.user, at=timezone.now())
    return pages.filter(pk__in=visible.values("pk"))


@hooks.register("register_admin_urls")
def register_retiring():
    return [path("assets/<int:page_id>/retire/", RetireView.as_view(), name="retire_asset")]


@hooks.register("register_log_actions")
def register_retired(actions):
    actions.register_action(RETIRED)(Retired)


@hooks.register("register_page_header_buttons")
def offer_to_retire(page, user, view_name, next_url=None):
    return retire_buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def offer_to_retire_in_lists(page, user, next_url=None):
    return retire_buttons(page, user)


@hooks.register("register_admin_viewset")
def register_offsite_blogs():
    return OffsiteGroup()


@hooks.register("construct_homepage_panels")
def show_silent_blogs(request, panels):
    if request.user.has_perm("content.view_offsiteblog"):
        panels.append(BlogsPanel())


@hooks.register("register_log_actions")
def register_adopting(actions):
    actions.register_action(ADOPT, "Adopt a post", "Adopted from an offsite blog")


@hooks.register("register_admin_urls")
def register_export():
    return [path("library-export/", ExportView.as_view(), name="export_library")]


@hooks.register("register_settings_menu_item")
def offer_export():
    address = reverse_lazy("export_library")
    return ExportMenuItem("Export the library", address, name="export-library", icon_name="download", order=900)


@hooks.register("register_log_actions")
def register_exporting(actions):
    actions.register_action(EXPORTED, "Export the library", "Exported the library")
