from django.urls import path, re_path

from content.machines import card_views, feeds, robots, sitemaps
from content.machines.api import api

# No longer than a key can be: reading it as a number fails in the database before anything is looked for.
KEY = r"(?P<pk>\d{1,18})"
TOPIC = r"^topics/(?P<slug>[-\w]{1,100})"

urlpatterns = [
    path("feed.atom", feeds.site_atom, name="site_atom"),
    path("feed.rss", feeds.site_rss, name="site_rss"),
    re_path(TOPIC + r"/feed\.atom$", feeds.topic_atom, name="topic_atom"),
    re_path(TOPIC + r"/feed\.rss$", feeds.topic_rss, name="topic_rss"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", robots.robots, name="robots"),
    path("llms.txt", robots.llms, name="llms"),
    re_path(rf"^cards/{KEY}/(?P<digest>[-\w]{{1,40}})\.png$", card_views.asset_card, name="asset_card"),
    path("cards/site/<slug:digest>.png", card_views.site_card, name="site_card"),
    path("api/v2/", api.urls),
]
