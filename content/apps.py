from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"

    def ready(self):
        # Here and not at the top: there are models to import only once every app is ready.
        from content.reindexing import follow_names

        follow_names()
