"""modelsearch's own suite, which every backend must pass."""

from django.test import TestCase
from modelsearch.tests.test_backends import BackendTests


class TestWhooshBackend(BackendTests, TestCase):
    backend_path = "whoosh_search.backend"
