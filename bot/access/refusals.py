"""Why someone is not let in, or may not do what they want; each has its HTTP status."""

from ingest.errors import WenceError

__all__ = ["ForeignError", "NotAllowedError", "NotSignedInError"]


class NotSignedInError(WenceError):
    """Nobody is known to be asking, or what says who is not valid."""

    code, status, exit_code = "not_signed_in", 401, 2

    def __init__(
        self, message: str = "nobody is signed in", *, hint: str = "Sign in, then try again."
    ) -> None:
        """Say what is wrong with what came, where something did."""
        super().__init__(message, hint=hint)


class NotAllowedError(WenceError):
    """Who asks may not do this."""

    code, status, exit_code = "not_allowed", 403, 2


class ForeignError(WenceError):
    """The request was made for another site, or by one."""

    code, status, exit_code = "foreign", 403, 2
