from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from leads.models import Lead
from tests.factories import make_user
from users.models import User

pytestmark = pytest.mark.django_db


def test_it_only_moves_into_an_empty_database():
    make_user()

    with pytest.raises(CommandError, match="only moves into an empty database"):
        call_command("demo", stdout=StringIO())

    assert User.objects.count() == 1
    assert not Lead.objects.exists()
