"""What the site has already that pieces refer to: asked once an import, not once a piece."""

from collections.abc import Iterable
from itertools import count

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.text import slugify

from audiences.models import Industry, Persona
from buying_stages.models import BuyingStage
from content.importing.mapping import MappingRefused
from content.importing.piece import Document, Person, Picture, Refused
from content.importing.vocabulary import Vocabulary
from content.models import AssetDocument, AssetImage, Expert, HomePage, ImportedAsset, InsightsPage, Topic


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
        self._industries = {industry.slug: industry for industry in Industry.objects.all()}
        self._experts_by_slug = {expert.slug: expert for expert in Expert.objects.all()}
        self._experts_by_name = {expert.name.casefold(): expert for expert in self._experts_by_slug.values()}
        self._topics = {topic.name.casefold(): topic for topic in Topic.objects.all()}
        self._topic_slugs = {topic.slug for topic in self._topics.values()}
        self._pictures: dict[tuple[str, str], int] = {}
        for picture in AssetImage.objects.exclude(file_hash="").order_by("pk").only("file_hash", "title"):
            self.remember_picture(picture)
        self._documents = {(row.file_hash, row.title): row.pk for row in AssetDocument.objects.exclude(file_hash="")}
        self.pages = {page.url: page.pk for page in (HomePage.objects.first(), self.shelf) if page and page.url}

    def stage(self, slug: str) -> BuyingStage:
        if slug not in self._stages:
            raise Refused(f"its stage '{slug}' is no buying stage; choose one of {', '.join(self._stages)}")
        return self._stages[slug]

    def personas(self, slugs: Iterable[str]) -> tuple[list[Persona], list[str]]:
        """The personas that are known, and the slugs that are not."""
        return _known_and_not(self._personas, slugs)

    def industries(self, slugs: Iterable[str]) -> tuple[list[Industry], list[str]]:
        """The industries that are known, and the slugs that are not."""
        return _known_and_not(self._industries, slugs)

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
            name=person.name,
            slug=person.slug,
            job_title=person.job_title,
            organisation=person.organisation,
            biography=person.biography,
            website=person.website,
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

    def learn(self, vocabulary: Vocabulary, *, dry_run: bool) -> None:
        """What an export says beside its pieces and is not known here yet. A dry run knows it for its own time only."""
        places = count(max((stage.sort_order or 0 for stage in self._stages.values()), default=-1) + 1)
        news = [
            *(Persona(**entry.model_dump()) for entry in vocabulary.personas if entry.slug not in self._personas),
            *(Industry(**e.model_dump()) for e in vocabulary.industries if e.slug not in self._industries),
            *(
                BuyingStage(sort_order=next(places), **entry.model_dump())
                for entry in vocabulary.stages
                if entry.slug not in self._stages
            ),
            *(Topic(**e.model_dump()) for e in vocabulary.topics if e.name.casefold() not in self._topics),
            *(
                Expert(**entry.model_dump(exclude={"photo"}))
                for entry in vocabulary.experts
                if entry.slug not in self._experts_by_slug
            ),
        ]
        if not dry_run:
            self._keep(news)
            self.read()
        self._personas |= {new.slug: new for new in news if isinstance(new, Persona) and dry_run}
        self._industries |= {new.slug: new for new in news if isinstance(new, Industry) and dry_run}
        self._stages |= {new.slug: new for new in news if isinstance(new, BuyingStage) and dry_run}

    def _keep(self, news: list) -> None:
        try:
            with transaction.atomic():
                for new in news:
                    new.save(force_insert=True)
        except IntegrityError as error:
            raise MappingRefused(
                "The experts, topics, personas, industries or stages of this folder collide with those that are here: two that "
                f"have different slugs have one name ({error}). Make them the same on one side."
            ) from error

    def document_key(self, document: Document) -> int | None:
        return self._documents.get((document.hash, document.title))

    def remember_document(self, document: AssetDocument) -> None:
        self._documents[document.file_hash, document.title] = document.pk

    def picture_key(self, picture: Picture) -> int | None:
        """The same file; where the picture says what it is called, also of the same name."""
        return self._pictures.get((picture.hash, picture.title))

    def remember_picture(self, image: AssetImage) -> None:
        self._pictures[image.file_hash, ""] = self._pictures[image.file_hash, image.title] = image.pk


def _known_and_not(known: dict[str, Model], slugs: Iterable[str]) -> tuple[list, list[str]]:
    slugs = list(slugs)
    return [known[slug] for slug in slugs if slug in known], [slug for slug in slugs if slug not in known]
