"""The account of what came and what was taken."""

from consumer.sandbox.ledger import Ledger


def test_requests_are_counted_by_status_and_resets_apart() -> None:
    """All of them make up the sum."""
    ledger = Ledger()
    for status in [200, 503, None, 200]:
        ledger.count_request(status, 10)
    statistics = ledger.statistics
    assert statistics.requests == 4
    assert statistics.requests_by_status == {200: 2, 503: 1}
    assert statistics.resets == 1
    assert statistics.bytes_received == 40


def test_a_nonce_is_unique_once_and_repeated_ever_after() -> None:
    """Within one request and across requests."""
    ledger = Ledger()
    ledger.take(["a", "b", "a"])
    ledger.take(["b", "c"])
    statistics = ledger.statistics
    assert (statistics.events_taken, statistics.unique_nonces, statistics.repeats) == (5, 3, 2)


def test_a_statistics_value_does_not_change_any_more() -> None:
    """What a test has read stays what it was."""
    ledger = Ledger()
    ledger.count_request(200, 1)
    before = ledger.statistics
    ledger.count_request(200, 1)
    assert before.requests_by_status == {200: 1}
