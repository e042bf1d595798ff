"""What would empty a topic into its dead letters, told in virtual time: the fuse of a partition."""

from tests.unit.consumer.fakes import Stage
from tests.unit.consumer.stories import holding, progress, story, written


def test_a_deploy_that_makes_everything_invalid_opens_the_fuse() -> None:
    """Nothing of the batch that would open it is written; the partition stands still and says so."""
    stage = Stage()
    chunks = [(0.0, "x" * 100, 100 * index) for index in range(10)]
    story(stage, *chunks, seconds=400)
    assert len(written(stage)) == 400
    assert progress(stage)[-1] == 400
    assert "fuse open: partition stands still" in stage.log_lines.getvalue()


def test_guilty_events_among_good_ones_do_not_open_the_fuse() -> None:
    """A large batch with more of them than would open it, but with fewer than half."""
    guilty = range(0, 2000, 3)
    stage = Stage(api=holding(*guilty))
    story(stage, (0, "s" * 2000, 0), (0, "s", 2000), seconds=30)
    assert "fuse open" not in stage.log_lines.getvalue()
    assert written(stage) == list(guilty)
    assert progress(stage)[-1] == 2001


def test_more_guilty_events_than_good_ones_open_the_fuse() -> None:
    """Whether the mapping makes them so or the API says so; in batches of any size."""
    guilty = [offset for offset in range(2000) if offset % 5]
    stage = Stage(api=holding(*guilty))
    chunks = [(0.0, "s" * 100, 100 * index) for index in range(20)]
    story(stage, *chunks, seconds=30)
    assert "fuse open: partition stands still" in stage.log_lines.getvalue()
    assert written(stage) == guilty[:500]
