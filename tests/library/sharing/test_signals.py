import pytest
from django.core import mail

from library.models import ReadSignal
from library.sharing.making import revoke
from library.sharing.signal_mail import first_of_their_share, tell_senders
from library.sharing.signals import mark_seen, note_thorough_reads, unseen_by
from tests.factories import NOON, make_account, make_asset, make_lead
from tests.library.sharing.makers import HOUR, make_seller, make_share, open_as, read

pytestmark = pytest.mark.django_db

LATER = NOON + 2 * HOUR


def tell(*, at=LATER):
    return tell_senders(first_of_their_share(note_thorough_reads(at=at)))


def test_a_thorough_read_is_noted_once():
    asset = make_asset()
    reader = open_as(make_share(asset))
    touch = read(reader, asset)
    read(reader, asset, at=NOON + 3 * HOUR)

    for _ in range(2):
        note_thorough_reads(at=LATER)

    signal = ReadSignal.objects.get()
    assert (signal.reader, signal.asset, signal.touch, signal.at, signal.seen_at) == (reader, asset, touch, LATER, None)


def test_nothing_less_raises_a_signal():
    asset, other = make_asset(), make_asset("Other")
    made = make_share(asset)
    reader = open_as(made)
    read(reader, asset, thorough=False)
    read(reader, other)
    read(reader, asset, at=reader.at - 5 * HOUR)
    revoke(made, at=NOON + 10 * HOUR)
    read(reader, asset, at=NOON + 11 * HOUR)

    assert note_thorough_reads(at=LATER) == []


def test_what_else_a_thorough_reader_only_opened_raises_none():
    asset, other = make_asset(), make_asset("Other")
    reader = open_as(make_share(asset))
    read(reader, other, at=reader.at, thorough=False)
    read(reader, asset, thorough=False)
    touch = read(reader, asset, at=NOON + 4 * HOUR)

    note_thorough_reads(at=LATER)

    assert list(ReadSignal.objects.values_list("asset", "touch")) == [(asset.pk, touch.pk)]


def test_each_reader_and_asset_is_a_signal_of_its_own():
    first, second = make_asset("First"), make_asset("Second")
    recipient = open_as(make_share(first, second))
    colleague = open_as(recipient)
    for reader in (recipient, colleague):
        for asset in (first, second):
            read(reader, asset)

    assert len(note_thorough_reads(at=LATER)) == 4
    assert ReadSignal.objects.count() == 4


def test_it_is_for_the_sender_and_for_whoever_works_the_account_and_for_nobody_else():
    asset, sender, owner = make_asset(), make_seller(), make_seller()
    lead = make_lead(account=make_account("Owned", owner=owner))
    read(open_as(make_share(asset, lead=lead, by=sender)), asset)
    note_thorough_reads(at=LATER)

    assert [unseen_by(user).count() for user in (sender, owner, make_seller())] == [1, 1, 0]


def test_only_what_was_on_the_page_counts_as_seen():
    asset, sender = make_asset(), make_seller()
    shown = make_share(asset, by=sender)
    read(open_as(shown), asset)
    note_thorough_reads(at=LATER)
    newest = ReadSignal.objects.get().pk
    read(open_as(make_share(asset, by=sender, name="Dana")), asset)
    note_thorough_reads(at=LATER)

    assert mark_seen(make_seller(), up_to=newest, shares=[shown.pk], at=LATER) == 0
    assert mark_seen(sender, up_to=newest, shares=[shown.pk], at=LATER) == 1
    assert unseen_by(sender).count() == 1


def test_the_sender_gets_one_mail_a_share():
    asset = make_asset("Valves that last")
    made = make_share(asset, by=make_seller(email="sam@northline.example"))
    recipient = open_as(made)
    read(recipient, asset)

    assert [tell(), tell()] == [1, 0]
    read(open_as(recipient), asset)
    assert tell() == 0

    message = mail.outbox[0]
    assert message.to == ["sam@northline.example"]
    assert message.subject == "What you sent coo@hollis.example was read thoroughly"
    assert "read 86%, 6 min" in message.body
    assert f"/library/shared/{made.pk}/" in message.body
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_away_costs_the_mail_and_not_the_signal(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    asset = make_asset()
    sender = make_seller(email="sam@northline.example")
    read(open_as(make_share(asset, by=sender)), asset)

    assert tell() == 0
    assert unseen_by(sender).count() == 1
    assert "did not leave" in caplog.text
