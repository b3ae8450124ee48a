"""Whether words name a customer of ours or one of their people, by the rows that we have."""

from leads.models import Account, Lead
from library.voices.naming import Company, Person, companies_named, people_named, words_of

# More words than anybody types into a note.
MOST_WORDS = 200


def names_in(text: str) -> list[str]:
    """The words of the text that name an account or a lead; two queries."""
    companies = (Company(*row) for row in Account.objects.order_by().values_list("name", "domain").iterator())
    said = {form for word in words_of(text)[:MOST_WORDS] for form in {word, word.capitalize(), word.title()}}
    people = Lead.objects.filter(last_name__in=said).order_by().values_list("first_name", "last_name")
    return [*companies_named(text, companies), *people_named(text, (Person(*row) for row in people))]
