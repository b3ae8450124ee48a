from django.db import models
from django.db.models.functions import Lower

from analytics.models import Touch, Visitor
from content.models import AssetPage


class Account(models.Model):
    """A company that we sell to."""

    name = models.CharField(max_length=200, unique=True)
    domain = models.CharField(max_length=200, blank=True, help_text="The company's mail domain, such as example.com.")
    industry = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=60, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class LeadQuerySet(models.QuerySet):
    def by_email(self, email: str):
        return self.filter(email=email.strip().lower())


class Lead(models.Model):
    """One person, one record for life; never copied or converted into another."""

    class Keeper(models.TextChoices):
        MARKETING = "marketing", "Marketing"
        SALES = "sales", "Sales"

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    keeper = models.CharField(max_length=9, choices=Keeper, default=Keeper.MARKETING, editable=False)
    known_at = models.DateTimeField(help_text="When we first knew this person by name (UTC).")

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-known_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="lead_email_is_lower_case"),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def touches(self):
        """Everything this person consumed, before and after we knew the name, oldest first."""
        return Touch.objects.filter(visitor__identification__lead=self).in_order()


class Identification(models.Model):
    """Which visitor is which lead: said once, true for ever."""

    class How(models.TextChoices):
        FORM = "form", "Filled in a form"
        LINK = "link", "Followed a personal link"
        IMPORT = "import", "Imported"

    visitor = models.OneToOneField(Visitor, on_delete=models.PROTECT, related_name="identification")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="identifications")
    how = models.CharField(max_length=6, choices=How)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.visitor} is {self.lead}"


class FormAnswer(models.Model):
    """A lead gave details for a gated asset."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="form_answers")
    asset = models.ForeignKey(AssetPage, on_delete=models.PROTECT, related_name="form_answers")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "asset"], name="one_form_answer_a_lead_and_asset")]

    def __str__(self):
        return f"{self.lead} for {self.asset} on {self.at:%Y-%m-%d}"
