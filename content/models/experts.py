from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable
from wagtail.search import index

from content.querysets import ExpertQuerySet


class Expert(index.Indexed, models.Model):
    """A person who has ideas, inside or outside the company."""

    class Kind(models.TextChoices):
        COLLEAGUE = "colleague", "Colleague"
        SALESPERSON = "salesperson", "Salesperson"
        CUSTOMER = "customer", "Customer"
        ANALYST = "analyst", "Analyst"
        ACADEMIC = "academic", "Academic"
        JOURNALIST = "journalist", "Journalist"
        BLOGGER = "blogger", "Blogger"
        OTHER = "other", "Somebody else"

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.COLLEAGUE, help_text="What they are to us.")
    job_title = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=120, blank=True, help_text="Leave empty for our own people.")
    biography = models.TextField(blank=True, help_text="Two or three sentences, in the third person.")
    email = models.EmailField(blank=True, help_text="For links to check a text. Never shown on the site.")
    website = models.URLField(blank=True, help_text="Where readers find more of this person's work.")
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ExpertQuerySet.as_manager()

    search_fields = [
        index.SearchField("name", boost=2),
        *map(index.AutocompleteField, ["name", "job_title", "organisation"]),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class AssetExpert(Orderable):
    """What an expert was to an asset. Authors are shown in this order."""

    class Role(models.TextChoices):
        AUTHOR = "author", "Author"
        INTERVIEWEE = "interviewee", "Interviewee"
        SOURCE = "source", "Source"

    asset = ParentalKey("content.AssetPage", on_delete=models.CASCADE, related_name="asset_experts")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="asset_experts")
    role = models.CharField(max_length=11, choices=Role, default=Role.AUTHOR)
    interview = models.ForeignKey(
        "content.Interview",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="asset_experts",
        help_text="The conversation that it came from.",
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["asset", "expert", "role"], name="an_expert_once_a_role_and_asset"),
        ]

    def __str__(self):
        return f"{self.expert}, {self.get_role_display().lower()} of {self.asset}"

    def clean(self):
        super().clean()
        if not self.interview_id or not self.expert_id:
            return
        if self.interview.expert_id != self.expert_id:
            raise ValidationError({"interview": f"This conversation was held with {self.interview.expert}."})
        if self.role != self.Role.AUTHOR and not self.interview.may_be_named:
            said = self.interview.get_consent_display().lower()
            raise ValidationError(
                {
                    "interview": f"{self.expert} may not be named here; the interview says \u201c{said}\u201d. Ask, or take the row out."
                }
            )
