"""The settings of the Data API without those of Kafka."""

from consumer.settings import ApiSettings, SettingsError, load_api_settings
from tests.unit.consumer.settings.environments import REQUIRED, loaded, no_file, problems_of

API = {name: REQUIRED[name] for name in ("KAMELEOON_SITE_CODE", "KAMELEOON_REGION")}


def api_problems(**variables: str) -> tuple[str, ...]:
    """What is wrong with exactly this environment."""
    try:
        load_api_settings(variables, no_file)
    except SettingsError as refused:
        return refused.problems
    return ()


def test_they_are_those_of_the_whole() -> None:
    """Value for value."""
    given = {"REQUEST_TIMEOUT_MS": "500", "CONNECT_TIMEOUT_MS": "50"}
    whole = loaded(**given)
    assert load_api_settings({**API, **given}, no_file) == ApiSettings(
        site_code=whole.site_code,
        region=whole.region,
        events_url=whole.events_url,
        api_proxy=None,
        token_credentials=None,
        request_timeout_seconds=0.5,
        connect_timeout_seconds=0.05,
    )


def test_what_is_wrong_elsewhere_does_not_matter() -> None:
    """Not even a mapping, a password or a misspelling."""
    elsewhere = {
        "SIGNAL_TOPIC": "^",
        "KAFKA_ACKS": "1",
        "KAFKA_SASL_PASSWORD_FILE": "/nowhere",
        "MAPPING_FILE": "/nowhere",
        "KAMELEOON_GOAL_IDS": "nonsense",
        "BATCH_LINGERS_MS": "5",
        "DEAD_LETTER_TOPIC_FILE": "/nowhere",
    }
    assert load_api_settings({**API, **elsewhere}, no_file).site_code == "f17c21u1ag"


def test_a_setting_may_lie_in_a_file() -> None:
    """As everywhere."""
    found = load_api_settings({"KAMELEOON_SITE_CODE_FILE": "/s", "KAMELEOON_REGION": "na"}, lambda _path: "abc\n")
    assert found.events_url == "https://na-data.kameleoon.io/visit/events?siteCode=abc&json=true"


def test_problems_are_told_as_of_the_whole() -> None:
    """Word for word, all at once, misspellings too."""
    assert api_problems() == tuple(problem for problem in problems_of({}) if problem.startswith("KAMELEOON"))
    wrong = {"KAMELEOON_SITECODE": "abc", "KAMELEOON_REGION": "us", "REQUEST_TIMEOUT_MS": "1"}
    found = api_problems(**wrong)
    kafka = {name: REQUIRED[name] for name in ("SIGNAL_TOPIC", "KAFKA_BOOTSTRAP_SERVERS")}
    assert found == problems_of({**kafka, **wrong})
    assert len(found) == 4


def test_credentials_are_settings_of_the_api() -> None:
    """With their problems."""
    given = {**API, "KAMELEOON_CLIENT_ID": "me", "KAMELEOON_CLIENT_SECRET": "hush"}
    assert load_api_settings(given, no_file).token_credentials == loaded(**given).token_credentials
    (problem,) = api_problems(**API, KAMELEOON_CLIENT_ID="me")
    assert problem.startswith("KAMELEOON_CLIENT_SECRET is required with")


def test_the_proxy_is_the_one_of_the_whole() -> None:
    """Of a setting and of the environment."""
    for given in ({"KAMELEOON_PROXY": "http://a:1"}, {"HTTPS_PROXY": "http://b:2"}):
        found = load_api_settings({**API, **given}, no_file).api_proxy
        assert found is not None
        assert found == loaded(**given).api_proxy
