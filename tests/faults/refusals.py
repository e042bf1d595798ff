"""A Kafka that does not want a member any more, and an API whose certificate has expired."""

import time
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from tests.faults.certificates import tls_front
from tests.faults.members import SESSION_SECONDS
from tests.faults.played import Played
from tests.faults.rights import GROUP, READ, as_user, denied
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.processes import ConsumerProcess

FATAL: Final = 4
ENDS_WITHIN_SECONDS: Final = 60.0
NOBODY_STARTED: Final = Setting(members=0)


def refused_for_good(stage: Stage) -> Played:
    """A name in the group that is taken twice, then a right that is gone: members end and say why, others go on."""
    environ = as_user(stage.cluster)
    # Who may not read the group may not leave it either: its partitions are kept for the session.
    recovers = Setting(recovers_within_seconds=SESSION_SECONDS[stage.protocol] + 20)
    with stage.scene(recovers, KAFKA_GROUP_PROTOCOL=stage.protocol, **environ) as scene:
        scene.begin()
        with scene.harm():
            older = scene.join(KAFKA_GROUP_INSTANCE_ID="pod-0")
            older.wait_for_event("partitions assigned", 30)
            newer = scene.join(KAFKA_GROUP_INSTANCE_ID="pod-0")
            # The classic protocol fences the older one, KIP-848 refuses the newer.
            _expect_fatal(scene, older if stage.protocol == "classic" else newer, "for good")
        scene.recover()
        with scene.harm(), denied(scene.deployed.bootstrap_servers, READ, GROUP, scene.deployed.group) as allow:
            for member in tuple(scene.members):
                _expect_fatal(scene, member, "")
            allow()
            for _ in range(3):
                scene.join()
        scene.recover()
    return scene.played


def certificate_expired(stage: Stage) -> Played:
    """Its connections are cut and no new one is trusted: members wait, say why, and go on once it is renewed."""
    with stage.scene(NOBODY_STARTED) as scene:
        sandbox = scene.deployed.sandbox
        with tls_front(scene.deployed.directory, urlsplit(sandbox.url).port or 0) as front:
            members = [scene.join(KAMELEOON_BASE_URL=front.url, SSL_CERT_FILE=str(front.authority)) for _ in range(2)]
            scene.begin()
            with scene.harm():
                front.present(timedelta(days=-1))
                scene.set_faults([{"kind": "reset_before_taking", "for_seconds": 2.0}])
                time.sleep(stage.lengths.fault_seconds)
                for member in members:
                    scene.expect(bool(member.said("will retry")), "nobody said that it will try again")
                    scene.expect(member.exit_code is None, "a member ended")
                front.present(timedelta(days=1))
                scene.clear_faults()
            scene.recover()
            scene.join().wait_for_event("partitions assigned", 30)
            for member in members:
                scene.leave(member)
    return scene.played


def _expect_fatal(scene: Scene, member: ConsumerProcess, reason: str) -> None:
    scene.note_break()
    code = member.wait(ENDS_WITHIN_SECONDS)
    scene.members.remove(member)
    said = str(member.said("stopped")[0]["reason"])
    scene.expect(code == FATAL, f"it ended with {code}: {said}")
    scene.expect(reason in said and len(said) > 20, f"it did not say why: {said}")
