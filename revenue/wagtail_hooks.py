from wagtail import hooks

from analytics.machines.quarantine import STANDS_ON
from leads.rights.holdings import HOLDINGS
from revenue.rights import of_revenue
from revenue.set_aside import deals_credited
from revenue.views import deals_panel
from revenue.viewsets import RevenueGroup


@hooks.register("register_admin_viewset")
def register_revenue():
    return RevenueGroup()


@hooks.register("register_icons")
def register_icon(icons):
    return [*icons, "revenue/icons/credit.svg"]


hooks.register("lead_record_panels", deals_panel)
hooks.register(HOLDINGS, of_revenue)
hooks.register(STANDS_ON, deals_credited)
