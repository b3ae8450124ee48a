from wagtail import hooks

from audiences.field_note_screens import WITHDRAWN
from audiences.viewsets import AudiencesGroup, DemandGroup


@hooks.register("register_admin_viewset")
def register_audiences():
    return AudiencesGroup()


@hooks.register("register_admin_viewset")
def register_demand():
    return DemandGroup()


@hooks.register("register_log_actions")
def register_withdrawing(actions):
    actions.register_action(WITHDRAWN, "Withdraw", "Withdrawn: it shows nowhere any more")
