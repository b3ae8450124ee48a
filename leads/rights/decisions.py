"""What leads and the floors below it decide; upper floors do so in a module `rights.py` of their own."""

from leads.rights.of_content import OF_CONTENT
from leads.rights.of_leads import OF_LEADS
from leads.rights.of_reading import OF_READING
from leads.rights.of_the_cms import OF_THE_CMS


def of_leads_and_below() -> list:
    return [*OF_LEADS, *OF_READING, *OF_CONTENT, *OF_THE_CMS]
