"""The size that the API still takes."""

from consumer.core.body_limit import BodyLimit


def test_without_a_refusal_there_is_no_limit() -> None:
    """BATCH_MAX_BYTES is one already."""
    assert BodyLimit().max_bytes(0.0) is None


def test_the_lowest_counts() -> None:
    """Partitions find it out at the same time."""
    limit = BodyLimit()
    for body_bytes, expected in ((500, 500), (250, 250), (400, 250)):
        limit.lower(body_bytes, 10.0)
        assert limit.max_bytes(10.0) == expected


def test_after_ten_minutes_twice_as_much_is_tried_and_so_on() -> None:
    """A proxy may have been mended; what is refused then lowers it again."""
    limit = BodyLimit()
    limit.lower(100, 0.0)
    assert [limit.max_bytes(at) for at in (0.0, 599.9, 600.0, 1199.9, 1200.0)] == [100, 100, 200, 200, 400]
    limit.lower(150, 1200.0)
    assert [limit.max_bytes(at) for at in (1200.0, 1799.9, 1800.0)] == [150, 150, 300]


def test_a_limit_of_long_ago_is_none_in_effect() -> None:
    """And no number without end."""
    limit = BodyLimit()
    limit.lower(100, 0.0)
    assert limit.max_bytes(1e9) == 100 << 32
