"""Members that come, go, die and freeze; classic groups with odd seeds, KIP-848 with even ones.

After a crash the broker keeps the partitions of the dead member for its session: 10 s with the classic protocol as this
program sets it, 45 s with KIP-848, which is the broker's to say.
"""

import time
from typing import Final

from tests.faults.played import Played
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.processes import ConsumerProcess

UP_WITHIN_SECONDS: Final = 30.0
SESSION_SECONDS: Final = {"classic": 10.0, "consumer": 45.0}

SLOW_POSTS: Final = Setting(members=1, answer_seconds=1.0)
FROZEN_SECONDS: Final = 60.0
CROWD: Final = 20
CROWD_SECONDS: Final = 120.0
LARGE_TOPIC: Final = Setting(members=4, partitions=24)


def rolling_deploy(stage: Stage) -> Played:
    """Every member is replaced in turn by SIGTERM: nothing is repeated."""
    with stage.scene(KAFKA_GROUP_PROTOCOL=stage.protocol) as scene:
        scene.begin()
        with scene.harm():
            for old in tuple(scene.members):
                before = _revocations(scene.members)
                scene.leave(old)
                scene.join().wait_for_event("partitions assigned", UP_WITHIN_SECONDS)
                caused = _revocations(scene.members) - before
                scene.expect(caused <= 2 * len(scene.members), f"{caused} revocations for one replaced member")
        scene.recover()
    return scene.played


def scaling(stage: Stage) -> Played:
    """One member, then four, then two, while requests take a second each: nothing is repeated."""
    with stage.scene(SLOW_POSTS, KAFKA_GROUP_PROTOCOL=stage.protocol) as scene:
        scene.begin()
        with scene.harm():
            for _ in range(3):
                scene.join().wait_for_event("partitions assigned", UP_WITHIN_SECONDS)
                time.sleep(stage.lengths.fault_seconds / 5)
            for leaving in scene.chance.sample(scene.members, 2):
                scene.leave(leaving)
                time.sleep(stage.lengths.fault_seconds / 5)
        scene.recover()
    return scene.played


def killed(stage: Stage) -> Played:
    """`kill -9` of one of three, twice, with another one started in its place a second later."""
    recovers = Setting(recovers_within_seconds=SESSION_SECONDS[stage.protocol] + 10)
    with stage.scene(recovers, KAFKA_GROUP_PROTOCOL=stage.protocol) as scene:
        scene.begin()
        for _ in range(2):
            with scene.harm():
                time.sleep(scene.chance.uniform(0.2, 2.0))
                scene.kill(scene.chance.choice(scene.members))
            time.sleep(1.0)
            scene.join()
            scene.recover()
    return scene.played


def frozen(stage: Stage) -> Played:
    """SIGSTOP of one of three for a minute: others take over, and once awake it posts nothing of what it has lost."""
    with stage.scene(KAFKA_GROUP_PROTOCOL=stage.protocol) as scene:
        scene.begin()
        victim = scene.chance.choice(scene.members)
        with scene.harm():
            scene.freeze(victim)
            time.sleep(FROZEN_SECONDS)
            scene.thaw(victim)
        woken_at = time.time()
        scene.recover()
        victim.wait_for_event("partitions lost", UP_WITHIN_SECONDS)
        time.sleep(stage.lengths.fault_seconds)
        _expect_nothing_again(scene, woken_at)
    return scene.played


def nearly_frozen(stage: Stage) -> Played:
    """SIGSTOP for about as long as a session: whether it was lost or not, nothing of what others have is posted."""
    with stage.scene(KAFKA_GROUP_PROTOCOL="classic") as scene:
        scene.begin()
        for _ in range(3):
            victim = scene.chance.choice(scene.members)
            with scene.harm():
                scene.freeze(victim)
                time.sleep(SESSION_SECONDS["classic"] + scene.chance.uniform(-2.0, 1.0))
                scene.thaw(victim)
            scene.recover()
    return scene.played


def crowd(stage: Stage) -> Played:
    """Twenty members join and leave at random for two minutes, all in order: nothing is repeated."""
    with stage.scene(LARGE_TOPIC, KAFKA_GROUP_PROTOCOL=stage.protocol) as scene:
        scene.begin()
        ends_at = time.monotonic() + CROWD_SECONDS
        with scene.harm():
            while time.monotonic() < ends_at:
                _come_or_go(scene)
                time.sleep(scene.chance.uniform(0.2, 2.0))
        scene.recover()
    return scene.played


def _come_or_go(scene: Scene) -> None:
    members = scene.members
    if len(members) < CROWD and (len(members) < 2 or scene.chance.random() < 0.6):
        scene.join()
    else:
        leaving = scene.chance.choice(members)
        leaving.wait_for_event("started", UP_WITHIN_SECONDS)  # before that a signal ends it as any program
        scene.leave(leaving)


def _revocations(members: list[ConsumerProcess]) -> int:
    return sum(len(member.said("partitions revoked")) for member in members)


def _expect_nothing_again(scene: Scene, since: float) -> None:
    requests = scene.deployed.sandbox.requests()
    before = {
        nonce for request in requests if request.taken and request.time_seconds < since for nonce in request.nonces
    }
    after = [nonce for request in requests if request.time_seconds >= since for nonce in request.nonces]
    again = sum(nonce in before for nonce in after)
    scene.expect(again == 0, f"{again} events posted again after it woke")
