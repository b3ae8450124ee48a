"""Sessions in the database, under keys as we make them and no others."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    def _validate_session_key(self, key):
        """A key that we never made is not looked for: PostgreSQL answers some of them with an error."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
