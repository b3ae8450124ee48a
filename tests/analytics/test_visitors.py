from datetime import timedelta

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.http import HttpResponse
from django.test import RequestFactory

from analytics.visitors import LIFE, VISITOR_COOKIE, give_cookie, visitor_of
from tests.factories import NOON, make_visitor

pytestmark = pytest.mark.django_db


def request_with(value):
    request = RequestFactory().get("/")
    request.COOKIES[VISITOR_COOKIE] = value
    return request


def given(visitor):
    response = HttpResponse()
    give_cookie(response, visitor, secure=True)
    return response.cookies[VISITOR_COOKIE].value


def test_the_cookie_we_give_names_the_visitor(visitor):
    assert visitor_of(request_with(given(visitor))) == visitor


def test_a_withdrawn_visitor_is_nobody():
    assert visitor_of(request_with(given(make_visitor(withdrawn_at=NOON)))) is None


def test_a_cookie_names_nobody_after_its_life(visitor):
    with time_machine.travel(NOON, tick=False):
        value = given(visitor)

    with time_machine.travel(NOON + LIFE + timedelta(seconds=1), tick=False):
        assert visitor_of(request_with(value)) is None
    with time_machine.travel(NOON + LIFE - timedelta(seconds=1), tick=False):
        assert visitor_of(request_with(value)) == visitor


def test_a_signature_for_another_purpose_names_nobody(visitor):
    assert visitor_of(request_with(TimestampSigner(salt="another").sign(str(visitor.key)))) is None


def test_a_browser_without_a_cookie_is_nobody():
    assert visitor_of(RequestFactory().get("/")) is None
