"""What an answer changes. `test_lane_refused` tells whole stories."""

from dataclasses import replace

import pytest

from consumer.core.judgement import Suspicion
from consumer.core.outcome import Transient, TransientReason
from consumer.core.part import Accusing, Blocking, Convicting, Isolating, Kind, Later, Taken
from consumer.core.partition import Partition
from tests.unit.consumer.core.partitions import BROKEN, FORBIDDEN, OK, REJECTED, answer, next_post, partition_with


def accused_one() -> Partition:
    """A partition whose first event is accused, with a second one waiting."""
    partition = partition_with("s", "s")
    answer(partition, REJECTED)
    partition.resolve(partition.parts[0])
    return partition


def test_what_is_taken_is_delivered() -> None:
    """Its offsets move when its dead letters are written."""
    partition = partition_with("ss")
    assert answer(partition, OK) == Taken(None, None, has_healed=False)
    assert partition.parts[0].is_delivered


def test_a_rejected_part_is_cut_in_two_the_first_half_first() -> None:
    """Until a single event is left, which is accused."""
    partition = partition_with("ssss")
    assert answer(partition, REJECTED) == Isolating()
    assert [part.batch.event_count for part in partition.parts] == [2, 2]
    assert answer(partition, REJECTED) == Isolating()
    effect = answer(partition, REJECTED)
    assert isinstance(effect, Accusing)
    assert (effect.accused.part.batch.first_offset, effect.is_blocking) == (0, False)
    assert partition.resolve(partition.parts[0]) == 0


def test_a_retrial_convicts_or_acquits() -> None:
    """Either way the offset goes on."""
    partition = accused_one()
    answer(partition, OK)
    partition.resolve(partition.parts[0])
    assert isinstance(answer(partition, REJECTED), Convicting)
    acquitted = accused_one()
    answer(acquitted, OK)
    acquitted.resolve(acquitted.parts[0])
    effect = answer(acquitted, OK)
    assert isinstance(effect, Taken)
    assert effect.committable == 2
    assert acquitted.accused == []


def test_a_repeated_probe_convicts_nobody() -> None:
    """Nothing else was taken, so it may still be our configuration."""
    partition = accused_one()
    partition.parts.clear()
    assert next_post(partition, 10.0).kind is Kind.REPEATED_PROBE
    assert isinstance(answer(partition, REJECTED, 10.0), Accusing)
    assert not partition.accused[0].is_convicted


def test_the_tenth_accusation_blocks() -> None:
    """Whatever its partition."""
    partition = partition_with("s" * 10)
    effects: list[bool] = []
    while len(effects) < 10:
        effect = answer(partition, REJECTED)
        if isinstance(effect, Accusing):
            effects.append(effect.is_blocking)
            partition.resolve(partition.parts[0])
    assert effects == [False] * 9 + [True]
    assert partition.api.blockade.is_blocked


def test_a_refused_probe_gives_way_to_the_next_event() -> None:
    """Of the same partition; a taken one leaves its part, and ends the blockade."""
    partition = partition_with("sss")
    assert answer(partition, FORBIDDEN) == Blocking(is_new=True)
    assert answer(partition, FORBIDDEN, 10.0) == Blocking(is_new=False)
    assert next_post(partition, 20.0).batch.first_offset == 1
    effect = answer(partition, OK, 20.0)
    assert isinstance(effect, Taken)
    assert effect.has_healed
    assert effect.by_themselves
    assert partition.parts[0].batch.event_count == 2


def test_a_part_that_was_refused_in_three_blockades_is_isolated() -> None:
    """Its halves are under the same suspicion."""
    partition = partition_with("ssss")
    for episode in (1, 2):
        assert answer(partition, FORBIDDEN, 100.0 * episode) == Blocking(is_new=True)
        answer(partition, OK, 100.0 * episode + 10)
    assert answer(partition, FORBIDDEN, 300.0) == Isolating()
    assert {part.suspicion for part in partition.parts} == {Suspicion.REFUSAL}
    assert not partition.api.blockade.is_blocked


@pytest.mark.parametrize("are_others_taken", [True, False])
def test_500s_count_only_with_something_taken_between_them(*, are_others_taken: bool) -> None:
    """Else it is an outage."""
    partition, effects = partition_with("ss"), list[type]()
    for count in range(6):
        effects.append(type(answer(partition, BROKEN, 100.0 * count)))
        if are_others_taken:
            partition.api.taken(partition.api.happening())
    assert effects[:4] == [Later] * 4
    assert (Isolating in effects) == are_others_taken


def test_a_broken_kept_connection_is_repeated_at_once_and_only_once() -> None:
    """It says nothing of the API."""
    partition = partition_with("s")
    broken = Transient(reason=TransientReason.CONNECTION, is_ambiguous=True, on_reused_connection=True)
    assert answer(partition, broken) == Later(0.0)
    assert answer(partition, broken) == Later(0.25)
    assert answer(partition, replace(broken, on_reused_connection=False), 1.0) == Later(0.5)


def test_a_rate_limit_cools_all_partitions_down() -> None:
    """For as long as the API asked, and a moment more."""
    partition = partition_with("s")
    limited = Transient(reason=TransientReason.RATE_LIMITED, status=429, retry_after_seconds=5.0)
    assert answer(partition, limited, 100.0) == Later(5.25)
    assert partition.api.cool_down.until == 105.25
