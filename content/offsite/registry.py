"""The offsite blogs of our experts: who writes where, how often, and which have fallen silent."""

from datetime import date

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from content.models import OffsiteBlog, OffsitePost
from content.offsite.cadence import Standing, State, standing

LONGEST_PANEL = 8


def with_posts(blogs):
    """Each with the moment of its last post and the number of its candidates."""
    return blogs.select_related("expert").annotate(
        last_post_at=Max(Coalesce("posts__published_at", "posts__found_at")),
        candidates=Count("posts", filter=Q(posts__state=OffsitePost.State.CANDIDATE)),
    )


def standing_of(blog: OffsiteBlog, *, today: date) -> Standing:
    """For a blog that comes `with_posts`."""
    return standing(
        cadence_days=blog.cadence_days,
        last_post=blog.last_post_at and timezone.localdate(blog.last_post_at),
        started_on=blog.started_on,
        retired_on=blog.retired_on,
        problem=blog.fetch_problem,
        today=today,
    )


class StandingColumn(StatusTagColumn):
    def get_value(self, instance):
        return standing_of(instance, today=timezone.localdate()).words

    def get_primary(self, instance):
        return standing_of(instance, today=timezone.localdate()).state is State.FINE


class BlogIndexView(IndexView):
    def get_base_queryset(self):
        return with_posts(super().get_base_queryset())


class OffsiteBlogViewSet(ModelViewSet):
    """Where our experts write outside the house."""

    model = OffsiteBlog
    icon = "link-external"
    menu_label = "Blogs"
    copy_view_enabled = False
    index_view_class = BlogIndexView
    index_results_template_name = "content/offsite/blogs_results.html"
    list_display = [
        TitleColumn("name", label="Blog", url_name="offsite_blogs:edit", sort_key="name"),
        Column("expert"),
        Column("cadence_days", label="A post every (days)", sort_key="cadence_days"),
        DateColumn("last_post_at", label="Last post", sort_key="last_post_at"),
        Column("candidates", label="Candidates", sort_key="candidates"),
        StandingColumn("standing", label="State"),
    ]
    search_fields = ["name", "expert__name", "home_url"]
    panels = [
        FieldPanel("name"),
        FieldPanel("expert"),
        FieldPanel("home_url"),
        FieldPanel("feed_url"),
        FieldPanel("started_on"),
        FieldPanel("cadence_days"),
        FieldPanel("topics"),
        MultiFieldPanel(
            [
                HelpPanel("Posts are adopted only after the author has accepted the policy."),
                FieldPanel("policy_accepted_on"),
                FieldPanel("disclaimer"),
            ],
            heading="Policy",
        ),
        MultiFieldPanel(
            [
                HelpPanel("A blog that ends is retired, not deleted: its page stays, with your farewell on it."),
                FieldPanel("retired_on"),
                FieldPanel("farewell"),
            ],
            heading="Retirement",
        ),
    ]


class BlogsPanel(Component):
    """On the home page of the CMS: blogs that have fallen silent or cannot be read."""

    name = "offsite_blogs"
    order = 350
    template_name = "content/offsite/home_panel.html"

    def get_context_data(self, parent_context):
        today = timezone.localdate()
        blogs = with_posts(OffsiteBlog.objects.filter(Q(retired_on=None) | Q(retired_on__gt=today)))
        found = [(blog, standing_of(blog, today=today)) for blog in blogs]
        troubled = [(blog, how) for blog, how in found if how.state in {State.SILENT, State.PROBLEM}]
        return {"blogs": troubled[:LONGEST_PANEL], "more": len(troubled[LONGEST_PANEL:])}
