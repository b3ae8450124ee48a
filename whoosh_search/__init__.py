"""A search backend for django-modelsearch and Wagtail that keeps its index in a folder, by Whoosh.

Whoosh finds and scores the text; the database filters, sorts and counts, and has the last word on
what a search may show. Without a usable index the database searches alone, and the state says so.
"""
