"""Which company a person belongs to, from its name or from their mail domain."""

from pathlib import Path

from audiences.folding import fold
from audiences.models import Industry
from leads.models import Account

# Mail that anybody can have says nothing about an employer.
FREE_MAIL_DOMAINS = frozenset((Path(__file__).parent / "free_mail_domains.txt").read_text().split())
LONGEST_DOMAIN = Account._meta.get_field("domain").max_length


def company_domain(email: str) -> str:
    """The domain of the employer; nothing for mail that anybody can have, or that is longer than we keep."""
    domain = email.rpartition("@")[2].strip().lower()
    return "" if domain in FREE_MAIL_DOMAINS or len(domain) > LONGEST_DOMAIN else domain


def find_account(name: str, *, email: str) -> Account | None:
    """By name, whatever its case; else by mail domain."""
    domain = company_domain(email)
    found = Account.objects.filter(name__iexact=name).first() if name else None
    if found is None and domain:
        found = Account.objects.filter(domain__iexact=domain).order_by("pk").first()
    return found


def account_for(name: str, *, email: str) -> Account | None:
    """The account of that name or mail domain, made if we have neither; none for a person without a company."""
    name = " ".join(name.split())
    found = find_account(name, email=email)
    if found is None and name:
        return Account.objects.get_or_create(name=name, defaults={"domain": company_domain(email)})[0]
    return found


def industry_of(account: Account | None) -> Industry | None:
    """The industry whose name the account gives as its own, whatever its case, accents and small words."""
    return industries_by_words().get(fold(account.industry)) if account and account.industry else None


def industries_by_words() -> dict[str, Industry]:
    """What an account may call its industry, folded: for lists, which ask once for all their accounts."""
    return {fold(industry.name): industry for industry in Industry.objects.all()}
