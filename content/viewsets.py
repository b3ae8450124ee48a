from wagtail.admin.panels import FieldPanel, InlinePanel, TitleFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from buying_stages.protection import ProtectedDeleteView
from content.models import Expert, Interview, Topic


class ExpertViewSet(ModelViewSet):
    """The people whose ideas we publish, inside the company and outside."""

    model = Expert
    icon = "openquote"
    menu_label = "Experts"
    copy_view_enabled = False
    index_results_template_name = "content/expert/index_results.html"
    delete_view_class = ProtectedDeleteView
    list_display = ["name", "kind", "job_title", "organisation"]
    list_filter = ["kind"]
    search_fields = ["name", "job_title", "organisation"]
    panels = [
        TitleFieldPanel("name", placeholder="Name*"),
        FieldPanel("slug"),
        FieldPanel("kind"),
        FieldPanel("job_title"),
        FieldPanel("organisation"),
        FieldPanel("biography"),
        FieldPanel("photo"),
        FieldPanel("email"),
        FieldPanel("website"),
    ]


class InterviewViewSet(ModelViewSet):
    """What experts told us, what of it may be used, and what came of it."""

    model = Interview
    icon = "comment"
    menu_label = "Interviews"
    copy_view_enabled = False
    index_results_template_name = "content/interview/index_results.html"
    list_display = ["subject", "expert", "held_on", "consent"]
    list_filter = ["expert", "consent"]
    search_fields = ["subject", "expert__name"]
    panels = [
        FieldPanel("expert"),
        FieldPanel("held_on"),
        FieldPanel("interviewer"),
        FieldPanel("subject"),
        FieldPanel("consent"),
        InlinePanel("quotes", heading="Quotes", label="Quote"),
        FieldPanel("notes"),
    ]


class ExpertsGroup(ModelViewSetGroup):
    menu_label = "Experts"
    menu_icon = "openquote"
    menu_order = 230
    items = (ExpertViewSet("experts"), InterviewViewSet("interviews"))


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
    panels = [
        TitleFieldPanel("name", placeholder="Name*"),
        FieldPanel("slug"),
        FieldPanel("introduction"),
        FieldPanel("target_interval_days"),
    ]
