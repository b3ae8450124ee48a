from django.db import models


class PublicChange(models.Model):
    """A row for each change that a public page could show, written in the transaction of the change itself.

    Which rows there are is the version of the public site. Rows are only added, not counted up: two transactions that
    publish at the same time never wait for each other.
    """

    what = models.CharField(max_length=100)

    def __str__(self):
        return self.what
