from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from buying_stages.protection import ProtectedDeleteView
from content.models import Expert, Topic


class ExpertViewSet(ModelViewSet):
    """The people whose ideas we publish, inside the company and outside."""

    model = Expert
    icon = "openquote"
    menu_label = "Experts"
    menu_order = 230
    add_to_admin_menu = True
    copy_view_enabled = False
    index_results_template_name = "content/expert/index_results.html"
    delete_view_class = ProtectedDeleteView
    list_display = ["name", "job_title", "organisation"]
    search_fields = ["name", "job_title", "organisation"]
    panels = [
        TitleFieldPanel("name", placeholder="Name*"),
        FieldPanel("slug"),
        FieldPanel("job_title"),
        FieldPanel("organisation"),
        FieldPanel("biography"),
        FieldPanel("photo"),
    ]


class TopicViewSet(ModelViewSet):
    """What readers care about, and how often we mean to write on it."""

    model = Topic
    icon = "tag"
    menu_label = "Topics"
    menu_order = 240
    add_to_admin_menu = True
    copy_view_enabled = False
    index_results_template_name = "content/topic/index_results.html"
    list_display = ["name", "target_interval_days"]
    search_fields = ["name"]
    panels = [TitleFieldPanel("name", placeholder="Name*"), FieldPanel("slug"), FieldPanel("target_interval_days")]
