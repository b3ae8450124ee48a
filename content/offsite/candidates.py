"""Posts of offsite blogs on their way: adopt them as drafts, or let them pass."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.generic import DetailView, TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from content.cms_policy import STRICT
from content.models import OffsitePost
from content.offsite.adopting import CannotAdopt, adopt, let_pass
from content.offsite.registry import OffsiteBlogViewSet

PAGE_SIZE = 50
MOST_AT_ONCE = 20


class Access(PermissionRequiredMixin):
    permission_required = "content.view_offsitepost"


@method_decorator(csp_replace(STRICT), name="dispatch")
class CandidatesView(Access, WagtailAdminTemplateMixin, TemplateView):
    page_title = "Posts from offsite blogs"
    header_icon = "mail"
    template_name = "content/offsite/candidates.html"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("state")
        state = asked if asked in OffsitePost.State.values else OffsitePost.State.CANDIDATE
        posts = OffsitePost.objects.filter(state=state).select_related("blog__expert", "asset").defer("content")
        posts = posts.order_by(Coalesce("published_at", "found_at").desc(), "-pk")
        page = Paginator(posts, PAGE_SIZE).get_page(self.request.GET.get("p"))
        numbers = dict(OffsitePost.objects.order_by().values_list("state").annotate(Count("pk")))
        return super().get_context_data(
            **kwargs,
            page=page,
            state=state,
            states=[(each, numbers.get(each.value, 0), each.value == state) for each in OffsitePost.State],
            may_act=self.request.user.has_perm("content.change_offsitepost"),
        )


@method_decorator(csp_replace(STRICT), name="dispatch")
class CandidateView(Access, WagtailAdminTemplateMixin, DetailView):
    page_title = "Post"
    header_icon = "mail"
    template_name = "content/offsite/candidate.html"
    context_object_name = "post"
    queryset = OffsitePost.objects.select_related("blog__expert", "asset")

    def get_page_subtitle(self):
        return self.object.title

    def get_breadcrumbs_items(self):
        above = {"url": reverse("offsite_posts:index"), "label": CandidatesView.page_title}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.object.title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, may_act=self.request.user.has_perm("content.change_offsitepost"))


class ActView(PermissionRequiredMixin, View):
    """Adopts one post, or does with the ticked ones what the button says."""

    permission_required = "content.change_offsitepost"
    raise_exception = True

    def post(self, request: HttpRequest) -> HttpResponse:
        what, _, one = request.POST.get("do", "").partition(":")
        keys = [key for key in ([one] if one else request.POST.getlist("post")) if key.isdecimal() and len(key) < 19]
        posts = OffsitePost.objects.filter(pk__in=keys[:PAGE_SIZE])
        if not keys:
            messages.warning(request, "Tick a post first.")
        elif what == "adopt" and one:
            return self._adopt_one(request, get_object_or_404(posts))
        elif what == "adopt":
            self._adopt_many(request, posts[:MOST_AT_ONCE], len(keys))
        elif what in {"pass", "undo"}:
            self._let_pass(request, posts, keys, undo=what == "undo")
        return redirect(self._back(request))

    def _back(self, request) -> str:
        back = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return back if safe else reverse("offsite_posts:index")

    def _adopt_one(self, request, post) -> HttpResponse:
        try:
            page, notes = adopt(post, user=request.user, at=timezone.now())
        except CannotAdopt as refusal:
            messages.error(request, str(refusal))
            return redirect(self._back(request))
        kept = "".join(f" {note.kind.capitalize()}." for note in dict.fromkeys(notes))
        messages.success(
            request,
            f"“{page.title}” is a draft now. Give it a pillar, a stage and its readers, then publish.{kept[:500]}",
        )
        return redirect("wagtailadmin_pages:edit", page.pk)

    def _adopt_many(self, request, posts, asked: int) -> None:
        adopted = 0
        for post in posts:
            try:
                adopt(post, user=request.user, at=timezone.now())
                adopted += 1
            except CannotAdopt as refusal:
                messages.error(request, str(refusal))
        if adopted:
            messages.success(request, f"{adopted} of {min(asked, PAGE_SIZE)} are drafts now.")
        if asked > MOST_AT_ONCE:
            messages.warning(request, f"{MOST_AT_ONCE} are adopted at a time; the rest are still here.")

    def _let_pass(self, request, posts, keys: list[str], *, undo: bool) -> None:
        changed = let_pass(posts, undo=undo)
        if undo:
            messages.success(request, f"{changed} back among the candidates.")
            return
        one = keys[0] if len(keys) == 1 else ""
        words = format_html(
            '{} let pass. <a href="{}?state=passed">{}</a>',
            changed,
            reverse("offsite_posts:index"),
            "Look at it to take it back" if one else "Look at them to take them back",
        )
        messages.success(request, words)


class CandidateMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("content.view_offsitepost")


class CandidateViewSet(ViewSet):
    name = "offsite_posts"
    url_prefix = "offsite/posts"
    icon = "mail"
    menu_label = "Posts"

    def get_menu_item(self, order=None):
        return CandidateMenuItem(
            self.menu_label, reverse("offsite_posts:index"), name=self.name, icon_name=self.icon, order=order or 0
        )

    def get_urlpatterns(self):
        return [
            path("", CandidatesView.as_view(), name="index"),
            path("do/", ActView.as_view(), name="act"),
            path("<int:pk>/", CandidateView.as_view(), name="post"),
        ]


class OffsiteGroup(ViewSetGroup):
    menu_label = "Offsite blogs"
    menu_icon = "link-external"
    menu_order = 235
    items = (OffsiteBlogViewSet("offsite_blogs", url_prefix="offsite/blogs"), CandidateViewSet())
