from django.apps import AppConfig


class AllocationConfig(AppConfig):
    name = "rainer.allocation"
    label = "allocation"

    def ready(self) -> None:
        from rainer.allocation import jobs  # noqa: F401 - declares the jobs
        from rainer.allocation.queries.waiting import count_words
        from rainer.web.navigation import count_with

        count_with("nobody_named", count_words)
