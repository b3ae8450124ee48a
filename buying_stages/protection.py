"""Deleting from the CMS what other rows stand on: refused in words, never by an error page."""

from collections import Counter

from django.db import router
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpResponseRedirect
from django.utils.text import capfirst, get_text_list
from wagtail.admin import messages
from wagtail.admin.views.generic import DeleteView


def users_of(thing: Model) -> Counter:
    """How many rows of each model stand in the way of deleting it, by the model's own plural name."""
    collector = Collector(using=router.db_for_write(type(thing), instance=thing), origin=thing)
    try:
        collector.collect([thing])
    except ProtectedError as error:
        return _count(error.protected_objects)
    except RestrictedError as error:
        return _count(error.restricted_objects)
    return Counter()


def _count(rows) -> Counter:
    return Counter(type(row) for row in rows)


def in_words(users: Counter) -> str:
    """`3 assets and 1 slot`"""
    return get_text_list(
        [
            f"{n} {model._meta.verbose_name if n == 1 else model._meta.verbose_name_plural}"
            for model, n in users.most_common()
        ],
        "and",
    )


class ProtectedDeleteView(DeleteView):
    """Says what uses the thing and how to go on; asks for confirmation only when it can be done."""

    template_name = "buying_stages/confirm_delete.html"

    def get_context_data(self, **kwargs):
        users = users_of(self.object)
        return super().get_context_data(**kwargs) | {"refusal": self.refusal(users) if users else ""}

    def form_valid(self, form):
        if users := users_of(self.object):
            messages.error(self.request, self.refusal(users))
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)

    def refusal(self, users: Counter) -> str:
        return f"{capfirst(str(self.object))} is in use by {in_words(users)} and was not deleted. Give them another {self.object._meta.verbose_name} first."
