"""What the program says of itself: the only place that logs or touches a metric, one function per happening.

Called by the event loop and by the Kafka thread, per turn, request or batch, never per record. Nothing of an event is
said: no visitor code, no address, no payload; its message id and goal only where DELIVERY_LOG asks for them.
"""

from consumer.telemetry.admin_happenings import Drop
from consumer.telemetry.delivery_log import DeliveryLog
from consumer.telemetry.file_happenings import FileHappenings
from consumer.telemetry.first_samples import start_at_zero
from consumer.telemetry.happenings import Telemetry
from consumer.telemetry.libraries import LIBRDKAFKA, libraries_logged
from consumer.telemetry.line_writer import LineWriter
from consumer.telemetry.logs import LogStream, make_log
from consumer.telemetry.metrics import Metrics
from consumer.telemetry.token_happenings import TokenHappenings

__all__ = [
    "LIBRDKAFKA",
    "DeliveryLog",
    "Drop",
    "FileHappenings",
    "LineWriter",
    "LogStream",
    "Metrics",
    "Telemetry",
    "TokenHappenings",
    "libraries_logged",
    "make_log",
    "start_at_zero",
]
