from django.db import models
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase

from content.querysets import TopicQuerySet


class Topic(TagBase):
    """A subject that readers care about, and how often we mean to write on it."""

    introduction = models.CharField(
        max_length=300, blank=True, help_text="One or two sentences at the head of the topic's own page."
    )
    target_interval_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Publish on this topic at least every so many days. Leave empty for no target.",
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]


class AssetTopic(ItemBase):
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="asset_topics")
    content_object = ParentalKey("content.AssetPage", on_delete=models.CASCADE, related_name="asset_topics")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="a_topic_once_an_asset"),
        ]

    def __str__(self):
        return f"{self.content_object} on {self.tag}"
