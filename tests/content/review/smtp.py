"""A mail server of flesh and blood in the test process, and what can go wrong with one."""

import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from socket import create_server

from aiosmtpd.controller import Controller


class Postbox:
    """Keeps what arrives; refuses whom it is told to refuse."""

    def __init__(self, refuse=()):
        self.refuse = refuse
        self.mails = []

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refuse:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 Taken"


@contextmanager
def mail_server(*, refuse=()):
    postbox = Postbox(refuse)
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield postbox, controller.port
    finally:
        controller.stop()


@contextmanager
def silent_server():
    """Takes the call and never says a word."""
    with create_server(("127.0.0.1", 0)) as listening:
        calls = []
        threading.Thread(target=_take, args=(listening, calls), daemon=True).start()
        yield listening.getsockname()[1]
        for call in calls:
            call.close()


def _take(listening, calls):
    try:
        calls.append(listening.accept()[0])
    except OSError:
        return


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
