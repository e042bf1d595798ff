"""A sender with tokens, in virtual time: what it posts, when it fetches, what it says."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from consumer.authorised_sender import AuthorisedSender
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason
from consumer.core.token import Fetched, FetchFailure, FetchResult, NotFetched
from tests.unit.consumer.fakes import BEGINNING, NOT_FOUND, OK, now
from tests.unit.consumer.telemetry.voices import voice
from tests.unit.consumer.virtual_time import run_virtually

UNAUTHORISED = Refused(RefusedReason.UNAUTHORISED, 401)
DOWN = NotFetched(FetchFailure.SERVER_ERROR, "it answered 503")
NO_END = 1e6
"""A fetch that takes so many seconds never ends within a test."""

Step = tuple[float, FetchResult]
Act = Callable[[AuthorisedSender], Awaitable[None]]


def token(number: int, lifetime_seconds: float = 7200.0) -> Fetched:
    """A token that tests can tell from others."""
    return Fetched(f"planted-{number}", lifetime_seconds)


class Kameleoon:
    """Plays the Data API and the token service.

    Args:
        fetches: how long each fetch takes, and what it brings; the last one again and again.
        refused: numbers of the tokens that the API answers with 401.
        refuses_all: it answers 401 to anything.
    """

    def __init__(self, *fetches: Step, refused: Sequence[int] = (), refuses_all: bool = False) -> None:
        self.posts: list[tuple[float, str | None]] = []
        self.fetches: list[float] = []
        self.is_closed = False
        self.answer: Outcome = OK
        self._script = list(fetches)
        self._refused = {f"Bearer planted-{number}" for number in refused}
        self._refuses_all = refuses_all
        self.voice = voice()

    def play(self, act: Act) -> None:
        """Let a sender act."""

        async def story() -> None:
            loop = asyncio.get_running_loop()
            sender = AuthorisedSender(self, self, self.voice.telemetry.tokens, loop.time)
            try:
                await act(sender)
            finally:
                await sender.close()

        run_virtually(story())
        assert self.is_closed
        assert "planted" not in self.voice.stream.getvalue()

    async def post(self, body: bytes, authorization: str | None = None) -> Outcome:
        """Answer after 0.1 s."""
        assert body == b"[]"
        self.posts.append((round(now(), 3), authorization and authorization.removeprefix("Bearer planted-")))
        await asyncio.sleep(0.1)
        return UNAUTHORISED if self._refuses_all or authorization in self._refused else self.answer

    async def fetch(self) -> FetchResult:
        """Bring the next result."""
        self.fetches.append(round(now(), 3))
        seconds, result = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        await asyncio.sleep(seconds)
        return result

    async def close(self) -> None:
        """Note it."""
        self.is_closed = True

    def said(self) -> list[object]:
        """What was logged."""
        return [line["event"] for line in self.voice.lines()]


async def until(seconds: float) -> None:
    """Wait until so long after the beginning."""
    await asyncio.sleep(BEGINNING + seconds - asyncio.get_running_loop().time())


def test_one_fetch_serves_all_that_wait_for_the_first_token() -> None:
    """They leave together, with it."""
    kameleoon = Kameleoon((1.0, token(1)))

    async def act(sender: AuthorisedSender) -> None:
        outcomes = await asyncio.gather(*(sender.post(b"[]") for _ in range(8)))
        assert outcomes == [OK] * 8

    kameleoon.play(act)
    assert kameleoon.fetches == [0.0]
    assert kameleoon.posts == [(1.0, "1")] * 8
    assert kameleoon.said() == ["token fetched"]
    assert kameleoon.voice.value("token_requests_total", result="fetched") == 1.0


def test_a_service_that_hangs_delays_the_first_posts_by_3_seconds_and_no_other() -> None:
    """A post that comes during the wait waits for what is left of it."""
    kameleoon = Kameleoon((NO_END, token(1)))

    async def act(sender: AuthorisedSender) -> None:
        first = asyncio.create_task(sender.post(b"[]"))
        await until(2.0)
        await asyncio.gather(first, sender.post(b"[]"))
        await until(10.0)
        await sender.post(b"[]")

    kameleoon.play(act)
    assert kameleoon.fetches == [0.0]
    assert kameleoon.posts == [(3.0, None), (3.0, None), (10.0, None)]


def test_a_token_that_comes_late_is_used_from_then_on() -> None:
    """Though nobody waited for it."""
    kameleoon = Kameleoon((5.0, token(1)))

    async def act(sender: AuthorisedSender) -> None:
        await sender.post(b"[]")
        await until(6.0)
        await sender.post(b"[]")

    kameleoon.play(act)
    assert kameleoon.posts == [(3.0, None), (6.0, "1")]


def test_a_token_is_renewed_before_its_end_without_delaying_any_post() -> None:
    """The new one takes 20 s to come; meanwhile the old one is good."""
    kameleoon = Kameleoon((0.0, token(1)), (20.0, token(2)))

    async def act(sender: AuthorisedSender) -> None:
        for at in (0.0, 5399.0, 5400.0, 5410.0, 5421.0):
            await until(at)
            await sender.post(b"[]")

    kameleoon.play(act)
    assert kameleoon.fetches == [0.0, 5400.0]
    assert kameleoon.posts == [(0.0, "1"), (5399.0, "1"), (5400.0, "1"), (5410.0, "1"), (5421.0, "2")]


def test_while_the_service_is_down_posts_go_without_and_it_is_asked_every_5_minutes() -> None:
    """Each try is said once, and counted."""
    kameleoon = Kameleoon((0.5, DOWN), (0.5, DOWN), (0.5, token(1)))

    async def act(sender: AuthorisedSender) -> None:
        for at in (0.0, 100.0, 300.0, 301.0, 601.0, 602.0, 603.0):
            await until(at)
            await sender.post(b"[]")

    kameleoon.play(act)
    assert kameleoon.fetches == [0.0, 301.0, 602.0]
    assert [sent for _, sent in kameleoon.posts] == [None] * 6 + ["1"]
    assert [at for at, _ in kameleoon.posts] == [0.5, 100.0, 300.0, 301.0, 601.0, 602.0, 603.0]
    assert kameleoon.said()[:2] == ["token service failed", "token service failed"]
    assert kameleoon.voice.value("token_requests_total", result="server_error") == 2.0
    line = kameleoon.voice.lines()[0]
    assert (line["level"], line["reason"], line["next_try_seconds"]) == ("warning", "server_error", 300.0)
    assert "without a token" in str(line["detail"])


def test_a_renewal_that_fails_leaves_the_old_token_in_use() -> None:
    """And says so."""
    kameleoon = Kameleoon((0.0, token(1)), (0.0, DOWN))

    async def act(sender: AuthorisedSender) -> None:
        for at in (0.0, 5400.0, 5500.0, 7139.0, 7140.0):
            await until(at)
            await sender.post(b"[]")

    kameleoon.play(act)
    assert [sent for _, sent in kameleoon.posts] == ["1", "1", "1", "1", None]
    assert "with the token that is left" in str(kameleoon.voice.lines()[1]["detail"])


def test_a_refused_token_is_replaced_within_the_post() -> None:
    """The caller learns nothing of it."""
    kameleoon = Kameleoon((0.0, token(1)), (1.0, token(2)), refused=[1])

    async def act(sender: AuthorisedSender) -> None:
        assert await sender.post(b"[]") == OK
        assert await sender.post(b"[]") == OK

    kameleoon.play(act)
    assert kameleoon.posts == [(0.0, "1"), (1.1, "2"), (1.2, "2")]
    assert kameleoon.said() == ["token fetched", "token refused: fetching another one", "token fetched"]
    assert kameleoon.voice.value("tokens_refused_total") == 1.0


def test_a_second_refusal_ends_in_posts_without_a_token_for_5_minutes() -> None:
    """Then it is tried again; the try itself delays nothing."""
    kameleoon = Kameleoon(
        (0.0, token(1)), (0.0, token(2)), (0.0, token(3)), (0.0, token(4)), (0.0, token(5)), refused=[1, 2, 3, 4]
    )

    async def act(sender: AuthorisedSender) -> None:
        for at in (0.0, 10.0, 300.0, 301.0, 302.0, 700.0, 701.0):
            await until(at)
            assert await sender.post(b"[]") == OK

    kameleoon.play(act)
    assert kameleoon.posts[:4] == [(0.0, "1"), (0.1, "2"), (0.2, None), (10.0, None)]
    assert kameleoon.posts[4:6] == [(300.0, None), (301.0, None)]
    assert kameleoon.posts[6:9] == [(302.0, "3"), (302.1, "4"), (302.2, None)]
    assert kameleoon.posts[9:] == [(700.0, None), (701.0, "5")]
    assert kameleoon.fetches == [0.0, 0.1, 301.0, 302.1, 700.0]
    last = [line for line in kameleoon.voice.lines() if line["event"] == "tokens refused"]
    assert [(line["level"], line["next_try_seconds"]) for line in last] == [("warning", 300)] * 2


def test_many_posts_with_a_refused_token_share_one_fetch() -> None:
    """The first to hear of it fetches; all repeat with what it brings."""
    kameleoon = Kameleoon((0.0, token(1)), (1.0, token(2)), refused=[1])

    async def act(sender: AuthorisedSender) -> None:
        assert await asyncio.gather(*(sender.post(b"[]") for _ in range(5))) == [OK] * 5

    kameleoon.play(act)
    assert kameleoon.fetches == [0.0, 0.1]
    assert kameleoon.posts == [(0.0, "1")] * 5 + [(1.1, "2")] * 5


def test_many_posts_with_two_refused_tokens_all_end_without_one() -> None:
    """The 5 minutes count once."""
    kameleoon = Kameleoon((0.0, token(1)), (1.0, token(2)), (0.0, token(3)), refused=[1, 2])

    async def act(sender: AuthorisedSender) -> None:
        assert await asyncio.gather(*(sender.post(b"[]") for _ in range(3))) == [OK] * 3

    kameleoon.play(act)
    assert kameleoon.posts == [(0.0, "1")] * 3 + [(1.1, "2")] * 3 + [(1.2, None)] * 3
    assert kameleoon.fetches == [0.0, 0.1]


def test_a_service_that_hangs_after_a_refusal_delays_only_the_refused_post_by_3_seconds() -> None:
    """Others go without a token meanwhile."""
    kameleoon = Kameleoon((0.0, token(1)), (NO_END, token(2)), refused=[1])

    async def act(sender: AuthorisedSender) -> None:
        first = asyncio.create_task(sender.post(b"[]"))
        await until(1.0)
        await sender.post(b"[]")
        await first

    kameleoon.play(act)
    assert kameleoon.posts == [(0.0, "1"), (1.0, None), (3.1, None)]


def test_a_401_without_a_token_is_the_callers() -> None:
    """The account wants one, or our access is wrong: that blocks, and is not ours to hide."""
    kameleoon = Kameleoon((0.0, token(1)), (0.0, token(2)), refuses_all=True)

    async def act(sender: AuthorisedSender) -> None:
        assert await sender.post(b"[]") == UNAUTHORISED

    kameleoon.play(act)
    assert [sent for _, sent in kameleoon.posts] == ["1", "2", None]


@pytest.mark.parametrize("outcome", [Delivered(204), NOT_FOUND])
def test_any_other_answer_is_passed_on(outcome: Outcome) -> None:
    """After one request."""
    kameleoon = Kameleoon((0.0, token(1)))
    kameleoon.answer = outcome

    async def act(sender: AuthorisedSender) -> None:
        assert await sender.post(b"[]") == outcome

    kameleoon.play(act)
    assert len(kameleoon.posts) == 1


def test_an_exception_that_nobody_expected_is_not_swallowed() -> None:
    """It ends the process like any other, at the next post."""
    kameleoon = Kameleoon((0.0, token(1)))

    async def fetch() -> FetchResult:
        raise LookupError("a defect")

    async def act(sender: AuthorisedSender) -> None:
        await sender.post(b"[]")
        with pytest.raises(LookupError, match="a defect"):
            await sender.post(b"[]")

    kameleoon.fetch = fetch  # type: ignore[method-assign]  # the defect itself
    kameleoon.play(act)
