"""What is said of a fuse."""

from consumer.core.fuse import FuseExample
from tests.unit.consumer.records import HOME
from tests.unit.consumer.telemetry.voices import voice


def test_an_open_fuse_is_said_once_and_shown_as_long_as_it_is_open() -> None:
    """With what to look at. A partition that goes takes its fuse along, open as it is: nothing is closed by that."""
    said = voice()
    example = FuseExample(reason="goal_id_missing", records=480, offset=12_634, detail="there is no goal id")
    for why in (None, lambda: example, lambda: example):
        said.telemetry.fuse_observed(HOME, why)
    (line,) = said.lines()
    assert (line["event"], line["level"]) == ("fuse open: partition stands still", "error")
    assert (line["reason"], line["records"], line["offset"]) == ("goal_id_missing", 480, 12_634)
    assert line["look"] == (
        "kafka-console-consumer.sh --bootstrap-server kafka-1:9092 --topic events --partition 3 --offset 12634 "
        "--max-messages 1 | signal-kameleoon explain"
    )
    assert "`signal-kameleoon check`" in str(line["change"])
    assert said.value("fuse_open", partition="3") == 1
    said.telemetry.lane_closed(HOME)
    assert said.value("fuse_open", partition="3") is None
    assert len(said.lines()) == 1
    for why in (lambda: example, None):
        said.telemetry.fuse_observed(HOME, why)
    assert said.lines()[-1]["event"] == "fuse closed"
