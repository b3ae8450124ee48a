"""What the site has already that pieces refer to: asked once an import, not once a piece."""

from collections.abc import Iterable

from django.utils.text import slugify

from audiences.models import Persona
from buying_stages.models import BuyingStage
from content.importing.piece import Person, Picture, Refused
from content.models import AssetImage, Expert, ImportedAsset, InsightsPage, Topic


class Catalogue:
    """Experts, topics, pictures and places. After a transaction that was undone it has to be read again."""

    def __init__(self):
        self.read()

    def read(self) -> None:
        self.shelf = InsightsPage.objects.first()
        self.slugs = set(self.shelf.get_children().values_list("slug", flat=True)) if self.shelf else set()
        self.imported = {row.source: row for row in ImportedAsset.objects.all()}
        self._stages = {stage.slug: stage for stage in BuyingStage.objects.all()}
        self._personas = {persona.slug: persona for persona in Persona.objects.all()}
        self._experts_by_slug = {expert.slug: expert for expert in Expert.objects.all()}
        self._experts_by_name = {expert.name.casefold(): expert for expert in self._experts_by_slug.values()}
        self._topics = {topic.name.casefold(): topic for topic in Topic.objects.all()}
        self._topic_slugs = {topic.slug for topic in self._topics.values()}
        self._pictures = dict(AssetImage.objects.exclude(file_hash="").values_list("file_hash", "pk"))

    def stage(self, slug: str) -> BuyingStage:
        if slug not in self._stages:
            raise Refused(f"its stage '{slug}' is no buying stage; choose one of {', '.join(self._stages)}")
        return self._stages[slug]

    def personas(self, slugs: Iterable[str]) -> tuple[list[Persona], list[str]]:
        """The personas that are known, and the slugs that are not."""
        slugs = list(slugs)
        return [self._personas[slug] for slug in slugs if slug in self._personas], [
            slug for slug in slugs if slug not in self._personas
        ]

    def free_slug(self, wanted: str) -> str:
        slug, number = wanted, 2
        while slug in self.slugs:
            slug, number = f"{wanted}-{number}", number + 1
        return slug

    def expert(self, person: Person) -> Expert:
        known = self._experts_by_slug.get(person.slug) or self._experts_by_name.get(person.name.casefold())
        if known:
            return known
        expert = Expert.objects.create(
            name=person.name, slug=person.slug, job_title=person.job_title, organisation=person.organisation
        )
        self._experts_by_slug[expert.slug] = self._experts_by_name[expert.name.casefold()] = expert
        return expert

    def topic(self, name: str) -> Topic:
        known = self._topics.get(name.casefold())
        if known:
            return known
        wanted = slugify(name)[:90] or "topic"
        numbers = (f"{wanted}-{number}" for number in range(2, 10_000))
        slug = wanted if wanted not in self._topic_slugs else next(s for s in numbers if s not in self._topic_slugs)
        topic = Topic.objects.create(name=name[:100], slug=slug)
        self._topics[name.casefold()] = topic
        self._topic_slugs.add(slug)
        return topic

    def picture_key(self, picture: Picture) -> int | None:
        return self._pictures.get(picture.hash)

    def remember_picture(self, image: AssetImage) -> None:
        self._pictures[image.file_hash] = image.pk
