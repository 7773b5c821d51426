"""Errors, named by what the one who meets them can do.

Every message is a plain sentence that a person may read.
"""

from __future__ import annotations


class SignpostError(Exception):
    """The base of every error that Signpost raises on purpose."""


class InvalidInput(SignpostError):
    """What was sent cannot be taken: say what is wrong and where.

    Args:
        message: One plain sentence.
        problems: Each single fault, with its place, in the order found.
    """

    def __init__(self, message: str, problems: list[str] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or []


class Unauthorised(SignpostError):
    """The caller did not show a valid token."""


class Forbidden(SignpostError):
    """The caller is known and may not do this."""


class NotFound(SignpostError):
    """The thing asked for does not exist, or no longer does."""


class Conflict(SignpostError):
    """Someone else was first."""


class TooMany(SignpostError):
    """A limit was reached: wait and come back.

    Args:
        message: One plain sentence.
        retry_after_seconds: Whole seconds until the next try can succeed, at least 1.
    """

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = max(1, retry_after_seconds)


class Unavailable(SignpostError):
    """A part that is needed is down, hung or answered nothing: show the fallback and alert."""


class Busy(Unavailable):
    """Everything works, and more is asked than can be answered in time: come back.

    Args:
        message: One plain sentence with a way on.
        retry_after_seconds: Whole seconds until another try makes sense, at least 1.
    """

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = max(1, retry_after_seconds)
