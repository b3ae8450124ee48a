from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.signing import Signer

from analytics.machines.mail import LONGEST, Mail, mail_of, parameter
from tests.factories import NOON


def test_a_link_tells_its_mail_and_when_it_was_sent():
    key = uuid4().hex

    assert mail_of(parameter(key, at=NOON)) == Mail(key, NOON)
    assert mail_of(parameter(key)) == Mail(key, None)
    assert len(parameter(str(uuid4()), at=NOON)) <= LONGEST


@pytest.mark.parametrize(
    "made_up",
    [
        "",
        None,
        "x",
        "a.b.c",
        "x" * 5000,
        Signer(salt="library.sharing", sep=".").sign("key.1a"),
        Signer(salt="analytics.mail", sep=".").sign("key"),
        Signer(salt="analytics.mail", sep=".").sign("key.-1"),
        Signer(salt="analytics.mail", sep=".").sign("key.zzzzzzzzzzzzz"),
        Signer(salt="analytics.mail", sep=".").sign(".1a"),
        parameter("key", at=NOON)[:-1] + "\N{BULLET}",
    ],
)
def test_what_we_did_not_sign_for_this_is_no_mail(made_up):
    assert mail_of(made_up) is None


def test_another_time_or_mail_cannot_be_written_into_a_link():
    own, later = parameter("key", at=NOON), parameter("key", at=NOON + timedelta(hours=1))

    assert mail_of(later.rpartition(".")[0] + "." + own.rpartition(".")[2]) is None
    assert mail_of(own.replace("key", "kez", 1)) is None


@pytest.mark.parametrize("key", ["", "a.b", "x" * 37])
def test_a_key_that_could_not_be_read_back_is_refused(key):
    with pytest.raises(ValueError, match="1 to 36 characters"):
        parameter(key, at=NOON)
