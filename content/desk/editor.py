"""The marketer's desk of an asset: Wagtail's page editor, with side panels of our own beside its own.

Another module, here or on an upper floor, adds its side panel with Wagtail's hook `asset_side_panels`: a function of
(asset, request) that returns a list of `wagtail.admin.ui.side_panels.BaseSidePanel`.
"""

from wagtail import hooks
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet

from content.models import AssetPage
from content.review.answers import AnswerReviewView


def side_panels_of(asset: AssetPage, request) -> list:
    return [panel for panels in hooks.get_hooks("asset_side_panels") for panel in panels(asset, request)]


class NewAssetView(CreateView):
    def get_side_panels(self):
        return MediaContainer([*super().get_side_panels(), *side_panels_of(self.page, self.request)])


class EditAssetView(EditView):
    def get_side_panels(self):
        return MediaContainer([*super().get_side_panels(), *self._ours()])

    def _ours(self) -> list:
        """None in the answer to an autosave, since they follow the form by themselves. After the first save of a new
        asset only those that stood there before: Wagtail puts them into their old places.
        """
        if self.expects_json_response:
            return []
        panels = side_panels_of(self.page, self.request)
        if self.hydrate_create_view:
            there = {panel.name for panel in side_panels_of(AssetPage(), self.request)}
            panels = [panel for panel in panels if panel.name in there]
        return panels


class AssetViewSet(PageViewSet):
    model = AssetPage
    add_view_class = NewAssetView
    edit_view_class = EditAssetView
    workflow_action_view_class = AnswerReviewView
