"""The message that carries a link, ready to be copied or opened in the mail program.

It speaks of what is in the assets: never of times, pages or anybody's clicks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from content.models import AssetPage


@dataclass(frozen=True)
class Draft:
    to: str
    subject: str
    text: str

    @property
    def mailto(self) -> str:
        """As mail programs read it (RFC 6068): percent signs throughout, and lines that end as in mail."""
        text = quote(self.text.replace("\n", "\r\n"), safe="")
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject, safe='')}&body={text}"


def draft(assets: Sequence[AssetPage], *, link: str, to: str, greeting: str, sender: str, about: str = "") -> Draft:
    """`about` is what several assets are together; one speaks for itself."""
    first = assets[0]
    greets = f"Hello {greeting}," if greeting else "Hello,"
    if len(assets) == 1:
        body = [f"I thought of you when I read “{first.title}”.", first.summary, link]
    else:
        listed = "\n\n".join(f"{number}. {asset.title}\n{asset.summary}" for number, asset in enumerate(assets, 1))
        body = [about or "I put a few pieces together for you, in the order in which I would read them.", listed, link]
    subject = first.title if len(assets) == 1 else about or f"{first.title}, and what goes with it"
    return Draft(to, " ".join(subject.split()), "\n\n".join([greets, *body, "Best regards,", sender]))
