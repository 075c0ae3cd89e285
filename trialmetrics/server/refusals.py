"""The refusal of a request, which the guard and the routes turn into an answer."""


class RequestRefused(Exception):
    """A refused request: `str()` is the sentence for its sender, `status` the HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
