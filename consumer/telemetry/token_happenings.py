"""What is said of tokens: never the token, and nothing of the credentials."""

from typing import assert_never

from structlog.typing import FilteringBoundLogger

from consumer.core.token import (
    SILENCE_SECONDS,
    FetchAnother,
    Fetched,
    FetchResult,
    GoWithout,
    NotFetched,
    OldToken,
    Refusal,
)
from consumer.telemetry.metrics import Metrics

WITHOUT = "delivery goes on without a token, within the lower rate limit"


class TokenHappenings:
    """The part of the voice that speaks of tokens."""

    def __init__(self, log: FilteringBoundLogger, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics

    def fetch_ended(self, result: FetchResult, *, is_token_left: bool) -> None:
        """The token service has answered, or has not.

        Args:
            result: what came of it.
            is_token_left: whether there is a token to go on with, the new one or an earlier one.
        """
        match result:
            case Fetched(lifetime_seconds=lifetime_seconds):
                self._metrics.token_requests.labels("fetched").inc()
                self._log.info("token fetched", lifetime_seconds=round(lifetime_seconds))
            case NotFetched(failure, detail, advice):
                self._metrics.token_requests.labels(failure).inc()
                self._log.warning(
                    "token service failed",
                    reason=failure.value,
                    error=detail,
                    **({"change": advice} if advice else {}),
                    detail="delivery goes on with the token that is left" if is_token_left else WITHOUT,
                    next_try_seconds=SILENCE_SECONDS,
                )
            case _:
                assert_never(result)

    def refused(self, refusal: Refusal, now: float) -> None:
        """The Data API has answered 401 to a token; `now` is monotonic seconds, as the refusal's times are."""
        self._metrics.tokens_refused.inc()
        match refusal:
            case OldToken():
                self._log.debug("old token refused")
            case FetchAnother():
                self._log.warning("token refused: fetching another one")
            case GoWithout(until):
                self._log.warning("tokens refused", detail=WITHOUT, next_try_seconds=round(until - now))
            case _:
                assert_never(refusal)
