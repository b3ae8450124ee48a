from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Q, When

from content.models import AssetPage
from leads.models import Account


def _work_of(user) -> Q:
    return Q(account__owner=user) | Q(account__owner=None, made_by=user)


class CollectionQuerySet(models.QuerySet):
    def owned_by(self, user):
        """Those that are this person's work now: an account's follow the account, the others stay with their maker."""
        return self.filter(_work_of(user))

    def seen_by(self, user):
        """Others learn neither of its content nor that it exists, unless it is opened to the team."""
        return self.filter(Q(for_the_team=True) | _work_of(user))

    def own_first(self, user):
        return self.order_by(Case(When(_work_of(user), then=0), default=1), "name", "pk")

    def sized(self):
        """Each with `size`, the number of its assets."""
        return self.annotate(size=Count("items"))

    def named(self):
        """Not those that only hold together what one link shows."""
        return self.exclude(name="")


class Collection(models.Model):
    """Assets in an order, for an account or a meeting. One without a name holds what a single link shows."""

    name = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=280, blank=True, help_text="Said above the list, to whoever has the link.")
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="library_collections"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="library_collections", editable=False
    )
    made_at = models.DateTimeField(editable=False)
    for_the_team = models.BooleanField(default=False, help_text="Everybody in the library sees it, and may share it.")
    assets = models.ManyToManyField(AssetPage, through="CollectionItem", related_name="library_collections")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name or f"What link {self.pk} shows"

    @property
    def owner(self):
        """Whoever works the account; without one, whoever made it."""
        return (self.account and self.account.owner) or self.made_by


class CollectionItem(models.Model):
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    asset = models.ForeignKey(AssetPage, on_delete=models.CASCADE, related_name="collection_items")
    position = models.PositiveSmallIntegerField()
    remark = models.CharField(max_length=280, blank=True, help_text="Why this one, and what to look for in it.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "asset"], name="an_asset_stands_once_in_a_collection")
        ]

    def __str__(self):
        return f"{self.asset} in {self.collection}"
