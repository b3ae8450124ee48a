from wagtail import hooks

from audiences.viewsets import PersonaViewSet


@hooks.register("register_admin_viewset")
def register_personas():
    return PersonaViewSet("personas")
