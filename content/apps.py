from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"

    def ready(self):
        # Here and not at the top: there are models to import only once every app is ready.
        from content.desk.sales_editions import follow_publications
        from content.redirects import follow_addresses
        from content.reindexing import follow_names
        from content.remeasuring import follow_documents
        from content.review.agreements import follow_moves
        from content.showing import follow_what_pages_show

        follow_addresses()
        follow_documents()
        follow_moves()
        follow_names()
        follow_publications()
        follow_what_pages_show()
