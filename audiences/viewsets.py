from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from audiences.models import Persona
from buying_stages.protection import ProtectedDeleteView


class PersonaViewSet(ModelViewSet):
    model = Persona
    icon = "crosshairs"
    menu_label = "Personas"
    menu_order = 220
    add_to_admin_menu = True
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
