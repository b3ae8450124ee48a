from wagtail import hooks

from revenue.views import deals_panel
from revenue.viewsets import RevenueGroup


@hooks.register("register_admin_viewset")
def register_revenue():
    return RevenueGroup()


@hooks.register("register_icons")
def register_icon(icons):
    return [*icons, "revenue/icons/credit.svg"]


hooks.register("lead_record_panels", deals_panel)
