"""What a request is answered."""

import random
from dataclasses import replace

import pytest

from consumer.sandbox.contents import EventArray, Malformed, TooLarge
from consumer.sandbox.decision import Answer, ApiRequest, Verdict, decide, initial_state
from consumer.sandbox.faults import AnswerStatus, DelayAnswer, Fault, ResetAfterTaking, ResetBeforeTaking
from consumer.sandbox.options import SandboxOptions

OPTIONS = SandboxOptions(site_code="f17c21u1ag")
REQUEST = ApiRequest(
    host="eu-data.kameleoon.io",
    user_agent="signal-kameleoon/1.0",
    authorization=None,
    site_code="f17c21u1ag",
    is_json=True,
    contents=EventArray(["a", "b"]),
    body_bytes=130,
)


def verdict_of(request: ApiRequest, options: SandboxOptions = OPTIONS) -> Verdict:
    """Decide on the first request of a sandbox."""
    state = initial_state(options, now=0.0)
    return decide(request, options, state, now=0.0, draws=[0.0] * len(options.faults))[0]


def status_of(request: ApiRequest, options: SandboxOptions = OPTIONS) -> int:
    """Tell the status that a request is answered and check that only a 2xx takes events."""
    verdict = verdict_of(request, options)
    assert verdict.answer is not None
    assert verdict.takes_events is (200 <= verdict.answer.status < 300)
    return verdict.answer.status


def test_a_good_array_is_accepted_and_taken() -> None:
    """With 200, as the integration's page says."""
    assert verdict_of(REQUEST) == Verdict(answer=Answer(200), takes_events=True, delay_seconds=0.0)


def test_the_accepted_status_can_be_another() -> None:
    """Kameleoon's own page documents 204."""
    assert status_of(REQUEST, replace(OPTIONS, accepted_status=204)) == 204


@pytest.mark.parametrize(
    "user_agent",
    [
        "curl/8.0",
        "Wget/1.21",
        "python-requests/2.32",
        "Python/3.11 aiohttp/3.14.5",
        "Go-http-client/2.0",
        "okhttp/4.12",
        "Java/21.0.1",
        "Googlebot/2.1",
        "some-CRAWLER",
        "Uptime-Monitor",
        "spider",
        "",
        None,
    ],
)
def test_a_bots_user_agent_is_forbidden(user_agent: str | None) -> None:
    """In any case of letters; so is a missing one."""
    assert status_of(replace(REQUEST, user_agent=user_agent)) == 403


@pytest.mark.parametrize("user_agent", ["kameleoon-docs", "GTM-Server/1.0 (+https://example.com)", "Mozilla/5.0"])
def test_another_user_agent_is_let_through(user_agent: str) -> None:
    """The first two are examples of Kameleoon's documents."""
    assert status_of(replace(REQUEST, user_agent=user_agent)) == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("eu-data.kameleoon.io", 200),
        ("EU-DATA.kameleoon.eu:443", 200),
        ("na-data.kameleoon.io", 404),
        ("NA-data.localhost:8080", 404),
        ("data.kameleoon.io", 200),
        ("127.0.0.1:8080", 200),
        ("", 200),
    ],
)
def test_the_wrong_region_is_not_found(host: str, status: int) -> None:
    """A host name without a region is as good as the right one."""
    assert status_of(replace(REQUEST, host=host)) == status


def test_the_region_is_an_option() -> None:
    """At a North American sandbox the European name is wrong."""
    assert status_of(REQUEST, replace(OPTIONS, region="na")) == 404


@pytest.mark.parametrize("site_code", ["f17c21u1aG", "", None])
def test_an_unknown_site_code_is_not_found(site_code: str | None) -> None:
    """Nor a missing one."""
    assert status_of(replace(REQUEST, site_code=site_code)) == 404


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        (replace(REQUEST, is_json=False), 400),
        (replace(REQUEST, contents=Malformed("the body is no JSON")), 400),
        (replace(REQUEST, contents=TooLarge()), 413),
    ],
)
def test_what_is_malformed_or_too_large_is_refused(changed: ApiRequest, status: int) -> None:
    """Without json=true the API expects text lines."""
    assert status_of(changed) == status


def test_a_refusal_for_the_head_comes_before_one_for_the_body() -> None:
    """A gateway refuses before anyone reads."""
    assert status_of(replace(REQUEST, user_agent="curl/8.0", contents=TooLarge())) == 403


@pytest.mark.parametrize("authorization", ["Bearer wrong", "Bearer ", "Basic c2VjcmV0"])
def test_a_token_that_is_not_valid_is_unauthorised(authorization: str) -> None:
    """Although none at all is fine."""
    options = replace(OPTIONS, bearer_token="right")
    assert status_of(replace(REQUEST, authorization=authorization), options) == 401
    assert status_of(replace(REQUEST, authorization=authorization)) == 401
    assert status_of(replace(REQUEST, authorization="Bearer right"), options) == 200
    assert status_of(REQUEST, options) == 200


def test_an_issued_token_is_as_good_as_the_fixed_one_unless_all_are_refused() -> None:
    """Until it has ended, which is told before."""
    request = replace(REQUEST, authorization="Bearer issued", is_issued=True)
    assert status_of(request) == 200
    assert status_of(replace(request, is_issued=False)) == 401
    options = replace(OPTIONS, refuses_tokens=True, bearer_token="right")
    assert status_of(request, options) == 401
    assert status_of(replace(REQUEST, authorization="Bearer right"), options) == 401
    assert status_of(REQUEST, options) == 200


@pytest.mark.parametrize(("authorization", "accepted"), [(None, 2), ("Bearer right", 6)])
def test_above_the_rate_requests_are_sent_away_and_a_token_raises_it(authorization: str | None, accepted: int) -> None:
    """Of 10 at once, 2 at 2 a second, three times as many with the token; the others learn how long to wait."""
    options = replace(OPTIONS, requests_per_second=2, bearer_token="right", bearer_factor=3)
    request = replace(REQUEST, authorization=authorization)
    state = initial_state(options, now=0.0)
    answers = []
    for _ in range(10):
        verdict, state = decide(request, options, state, now=0.0, draws=())
        answers.append(verdict.answer)
    assert answers[:accepted] == [Answer(200)] * accepted
    assert answers[accepted:] == [Answer(429, "too many requests", "1")] * (10 - accepted)


def test_with_and_without_token_are_limited_apart() -> None:
    """Who uses up the common rate does not take from the token's."""
    options = replace(OPTIONS, requests_per_second=1, bearer_token="right", bearer_factor=1)
    state = initial_state(options, now=0.0)
    answers = []
    for authorization in [None, None, "Bearer right"]:
        verdict, state = decide(replace(REQUEST, authorization=authorization), options, state, now=0.0, draws=())
        answers.append(verdict.answer and verdict.answer.status)
    assert answers == [200, 429, 200]


@pytest.mark.parametrize(
    ("fault", "answer", "takes_events"),
    [
        (AnswerStatus(status=503), Answer(503, "a fault that was asked for"), False),
        (AnswerStatus(status=429, retry_after=7), Answer(429, "a fault that was asked for", "7"), False),
        (AnswerStatus(status=429, retry_after="soon"), Answer(429, "a fault that was asked for", "soon"), False),
        (ResetBeforeTaking(), None, False),
        (ResetAfterTaking(), None, True),
        (AnswerStatus(status=400, nonces=frozenset({"b"})), Answer(400, "a fault that was asked for"), False),
        (AnswerStatus(status=400, nonces=frozenset({"c"})), Answer(200), True),
    ],
)
def test_a_fault_takes_the_place_of_the_ordinary_answer(
    fault: Fault,
    answer: Answer | None,
    takes_events: bool,  # noqa: FBT001 - a table's column
) -> None:
    """Only a reset after the taking takes."""
    verdict = verdict_of(REQUEST, replace(OPTIONS, faults=(fault,)))
    assert verdict == Verdict(answer=answer, takes_events=takes_events, delay_seconds=0.0)


def test_a_delay_holds_back_the_answer_and_changes_nothing_else() -> None:
    """Neither an accepting one nor a refusal."""
    options = replace(OPTIONS, faults=(DelayAnswer(seconds=3),))
    assert verdict_of(REQUEST, options) == Verdict(answer=Answer(200), takes_events=True, delay_seconds=3.0)
    assert status_of(replace(REQUEST, site_code="other"), options) == 404


def test_a_reset_after_taking_takes_nothing_from_a_request_that_would_be_refused() -> None:
    """There is nothing good in it to take."""
    options = replace(OPTIONS, faults=(ResetAfterTaking(),))
    verdict = verdict_of(replace(REQUEST, contents=Malformed("the body is no JSON")), options)
    assert verdict == Verdict(answer=None, takes_events=False, delay_seconds=0.0)


def test_faults_are_used_up_from_request_to_request() -> None:
    """The state that a decision returns is the one to go on with."""
    options = replace(OPTIONS, faults=(AnswerStatus(status=503, next_requests=2),))
    state = initial_state(options, now=0.0)
    statuses = []
    for _ in range(4):
        verdict, state = decide(REQUEST, options, state, now=0.0, draws=[0.0])
        statuses.append(verdict.answer and verdict.answer.status)
    assert statuses == [503, 503, 200, 200]


def test_equal_draws_give_equal_decisions() -> None:
    """So a seed repeats a whole run."""
    options = replace(OPTIONS, faults=(AnswerStatus(status=503, share=0.5), ResetAfterTaking(share=0.2)))

    def run(seed: int) -> list[Verdict]:
        draw = random.Random(seed).random
        state, verdicts = initial_state(options, now=0.0), []
        for _ in range(100):
            verdict, state = decide(REQUEST, options, state, now=0.0, draws=[draw(), draw()])
            verdicts.append(verdict)
        return verdicts

    assert run(1) == run(1)
    assert run(1) != run(2)
