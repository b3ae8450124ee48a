from django.utils import timezone

from library.sharing.signal_mail import first_of_their_share, tell_senders
from library.sharing.signals import note_thorough_reads


def tell_of_thorough_reads() -> None:
    """Notes first, then mails: a mail server that keeps silent holds up no signal."""
    noted = note_thorough_reads(at=timezone.now())
    if noted:
        tell_senders(first_of_their_share(noted))
