"""Collections: who owns one changes it; the team sees what was opened to it; others do not learn that it exists."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from content.models import AssetPage
from library.desk import LibraryDeskMixin
from library.models import Collection, CollectionItem
from library.sharing.asked import TOO_FAST, number, types_too_fast
from library.sharing.collecting import add, dependents, give_up, move
from library.sharing.forms import CollectionForm, RemarkForm
from library.sharing.shelf import find_assets

PAGE_SIZE = 50


class CollectionsMixin(LibraryDeskMixin):
    def seen(self):
        return Collection.objects.named().seen_by(self.request.user)

    def owned(self):
        return Collection.objects.named().owned_by(self.request.user)


class ChangingMixin(CollectionsMixin):
    permission_required = ("library.use_library", "library.change_collection")

    def get_collection(self, pk: str) -> Collection:
        return get_object_or_404(self.owned().select_related("account__owner"), pk=pk)


class CollectionListView(CollectionsMixin, TemplateView):
    template_name = "library/sharing/collections.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if number(request.GET.get("asset")):
            return redirect(f"{reverse('library:collect')}?{request.GET.urlencode()}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user = self.request.user
        seen = self.seen().sized().own_first(user).select_related("account__owner", "made_by")
        page = Paginator(seen, PAGE_SIZE).get_page(self.request.GET.get("page"))
        kwargs.setdefault("form", CollectionForm(user=self.request.user))
        return super().get_context_data(
            **kwargs,
            page=page,
            mine=[each for each in page if each.owner == user],
            of_the_team=[each for each in page if each.owner != user],
            may_make=self.request.user.has_perm("library.add_collection"),
        )

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm("library.add_collection"):
            return self.handle_no_permission()
        form = CollectionForm(request.POST, user=request.user)
        if not form.is_valid():
            return render(request, self.template_name, self.get_context_data(form=form, view=self), status=422)
        at = timezone.now()
        asked = number(request.GET.get("asset"))
        asset = get_object_or_404(AssetPage.objects.visible_to(request.user, at=at), pk=asked) if asked else None
        form.instance.made_by, form.instance.made_at = request.user, at
        collection = form.save()
        if asset:
            add(collection, asset)
        return redirect("library:collection", pk=collection.pk)


class CollectionView(CollectionsMixin, TemplateView):
    """Its assets in order. Typing in it finds more; pressing a button changes it, for whoever owns it."""

    def get_template_names(self):
        return [
            "library/sharing/assets_found.html" if "found" in self.request.GET else "library/sharing/collection.html"
        ]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if "found" in request.GET and types_too_fast(request.user, "assets", at=timezone.now()):
            return HttpResponse(TOO_FAST, status=429)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        collection = get_object_or_404(self.seen().select_related("account__owner", "made_by"), pk=kwargs.pop("pk"))
        items = list(collection.items.select_related("asset__stage"))
        words = self.request.GET.get("q", "")[:200]
        visible = AssetPage.objects.visible_to(self.request.user, at=timezone.now())
        may_change = self.request.user.has_perm("library.change_collection")
        return super().get_context_data(
            **kwargs,
            collection=collection,
            items=items,
            on_the_shelf=set(visible.filter(pk__in=[item.asset_id for item in items]).values_list("pk", flat=True)),
            is_mine=may_change and collection.owner == self.request.user,
            words=words,
            found=find_assets(visible.exclude(pk__in=[item.asset_id for item in items]), words),
            links=dependents(collection, at=timezone.now()),
        )


class CollectionChangeView(ChangingMixin, View):
    """Its name and what it is for; and, by POST with an asset, one more in it."""

    def get(self, request: HttpRequest, pk: str) -> HttpResponse:
        collection = self.get_collection(pk)
        return self._page(collection, CollectionForm(instance=collection, user=request.user))

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        collection = self.get_collection(pk)
        if "asset" in request.POST:
            visible = AssetPage.objects.visible_to(request.user, at=timezone.now())
            add(collection, get_object_or_404(visible, pk=number(request.POST["asset"])))
            return redirect("library:collection", pk=pk)
        form = CollectionForm(request.POST, instance=collection, user=request.user)
        if not form.is_valid():
            return self._page(get_object_or_404(self.owned(), pk=pk), form, status=422)
        form.save()
        return redirect("library:collection", pk=pk)

    def _page(self, collection, form, status=200) -> HttpResponse:
        context = {"collection": collection, "form": form}
        return render(self.request, "library/sharing/collection_change.html", context, status=status)


class CollectionItemView(ChangingMixin, View):
    """One asset in a collection: up, down, out, or with a remark."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        item = get_object_or_404(CollectionItem.objects.filter(collection__in=self.owned().values("pk")), pk=pk)
        back = reverse("library:collection", args=[item.collection_id])
        match request.POST.get("do"):
            case "up" | "down" as way:
                move(item, by=-1 if way == "up" else 1)
                return redirect(f"{back}#item-{item.pk}")
            case "out":
                item.delete()
            case "remark":
                form = RemarkForm(request.POST, instance=item)
                if form.is_valid():
                    form.save()
                return redirect(f"{back}#item-{item.pk}")
        return redirect(back)


class CollectionEndView(ChangingMixin, View):
    permission_required = ("library.use_library", "library.delete_collection")

    def get(self, request: HttpRequest, pk: str) -> HttpResponse:
        collection = self.get_collection(pk)
        context = {"collection": collection, "links": dependents(collection, at=timezone.now())}
        return render(request, "library/sharing/collection_delete.html", context)

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        give_up(self.get_collection(pk))
        return redirect("library:collections")


class CollectView(ChangingMixin, TemplateView):
    """Where an asset's sheet leads: which collection should it go into?"""

    template_name = "library/sharing/collect.html"

    def get_context_data(self, **kwargs):
        visible = AssetPage.objects.visible_to(self.request.user, at=timezone.now())
        asset = get_object_or_404(visible, pk=number(self.request.GET.get("asset")))
        page = Paginator(self.owned().select_related("account"), PAGE_SIZE).get_page(self.request.GET.get("page"))
        holding = set(asset.collection_items.filter(collection__in=list(page)).values_list("collection", flat=True))
        return super().get_context_data(
            **kwargs,
            asset=asset,
            page=page,
            rows=[(each, each.pk in holding) for each in page],
            form=CollectionForm(user=self.request.user),
            make=f"{reverse('library:collections')}?asset={asset.pk}",
        )
