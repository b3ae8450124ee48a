from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from audiences.demand_screens import DemandViewSet
from audiences.field_note_screens import FieldNoteViewSet
from audiences.models import Industry, Persona
from buying_stages.protection import ProtectedDeleteView


class PersonaViewSet(ModelViewSet):
    model = Persona
    icon = "crosshairs"
    menu_label = "Personas"
    menu_order = 100
    copy_view_enabled = False
    index_results_template_name = "audiences/persona/index_results.html"
    delete_view_class = ProtectedDeleteView
    list_display = ["name", "description"]
    search_fields = ["name", "description", "questions"]
    panels = [
        TitleFieldPanel("name", placeholder="Name*"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("questions"),
    ]


class IndustryViewSet(ModelViewSet):
    model = Industry
    icon = "site"
    menu_label = "Industries"
    menu_order = 200
    copy_view_enabled = False
    index_results_template_name = "audiences/industry/index_results.html"
    delete_view_class = ProtectedDeleteView
    list_display = ["name", "slug"]
    search_fields = ["name"]
    panels = [TitleFieldPanel("name", placeholder="Name*"), FieldPanel("slug")]


class AudiencesGroup(ViewSetGroup):
    menu_label = "Audiences"
    menu_icon = "crosshairs"
    menu_order = 220
    items = (PersonaViewSet("personas"), IndustryViewSet("industries"))


class DemandGroup(ViewSetGroup):
    menu_label = "Demand"
    menu_icon = "search"
    menu_order = 95
    items = (DemandViewSet("demand"), FieldNoteViewSet("field_notes", url_prefix="field-notes"))
