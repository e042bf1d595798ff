"""The proxy on the way to Kameleoon."""

import pytest

from consumer.settings import first_host
from consumer.settings.proxies import proxy_for
from tests.unit.consumer.settings.environments import loaded, problems

API = "https://eu-data.kameleoon.io/visit/events"
PROXY = "http://proxy.example:3128"


def used(url: str, **environ: str) -> str | None:
    """Which proxy the environment's variables give an address."""
    proxy = proxy_for(url, None, environ)
    return None if proxy is None else str(proxy.url)


@pytest.mark.parametrize(
    ("url", "environ", "expected"),
    [
        (API, {}, None),
        (API, {"HTTPS_PROXY": PROXY}, PROXY),
        (API, {"https_proxy": PROXY, "HTTPS_PROXY": "http://other:1"}, PROXY),
        (API, {"HTTPS_PROXY": "proxy.example:3128/"}, PROXY),
        (API, {"HTTP_PROXY": PROXY}, None),
        ("http://api.example", {"HTTP_PROXY": PROXY, "HTTPS_PROXY": "http://other:1"}, PROXY),
        ("http://api.example", {"HTTPS_PROXY": PROXY}, None),
    ],
)
def test_the_scheme_says_which_variable_counts(url: str, environ: dict[str, str], expected: str | None) -> None:
    """As with every other program."""
    assert used(url, **environ) == expected


@pytest.mark.parametrize(
    ("url", "no_proxy"),
    [
        (API, "*"),
        (API, "eu-data.kameleoon.io"),
        (API, "kameleoon.io"),
        (API, "a.example, .KAMELEOON.io ,"),
        (API, "*.kameleoon.io"),
        ("https://api.example:8443/", "api.example:8443"),
        ("https://10.1.2.3/", "10.1.2.3"),
        ("https://10.1.2.3/", "192.168.0.0/16,10.0.0.0/8"),
        ("https://[2001:db8::1]/", "2001:db8::/32"),
        ("https://localhost:8080/", ""),
        ("https://127.0.0.2:8080/", ""),
        ("https://[::1]/", ""),
    ],
)
def test_no_proxy_leaves_hosts_out(url: str, no_proxy: str) -> None:
    """By name, by what is below it, by address and by network; loopback always."""
    assert used(url, HTTPS_PROXY=PROXY, NO_PROXY=no_proxy) is None
    assert used(url, HTTPS_PROXY=PROXY, no_proxy=no_proxy, NO_PROXY="") is None


@pytest.mark.parametrize("no_proxy", ["", "kameleoon.com", "data.kameleoon.io", "10.0.0.0/8", "io.example", "/", ".x"])
def test_no_proxy_leaves_no_other_host_out(no_proxy: str) -> None:
    """A name that ends alike is another one."""
    assert used(API, HTTPS_PROXY=PROXY, NO_PROXY=no_proxy) == PROXY


def test_a_setting_of_its_own_goes_before_the_environment() -> None:
    """Also before NO_PROXY, and for a loopback address: it is meant for this program."""
    other = {"HTTPS_PROXY": "http://other:1", "NO_PROXY": "*"}
    settings = loaded(KAMELEOON_PROXY=PROXY, KAMELEOON_CLIENT_ID="a", KAMELEOON_CLIENT_SECRET="b", **other)
    assert settings.api_proxy is not None
    assert settings.token_credentials is not None
    assert settings.api_proxy.shown == f"{PROXY} (KAMELEOON_PROXY)"
    assert settings.token_credentials.proxy == settings.api_proxy
    assert loaded(KAMELEOON_PROXY="None", HTTPS_PROXY=PROXY).api_proxy is None


def test_the_token_service_may_need_another_one() -> None:
    """It is another host."""
    settings = loaded(
        KAMELEOON_CLIENT_ID="a", KAMELEOON_CLIENT_SECRET="b", HTTPS_PROXY=PROXY, NO_PROXY="api.kameleoon.com"
    )
    assert settings.token_credentials is not None
    assert (settings.token_credentials.proxy, settings.api_proxy is not None) == (None, True)


@pytest.mark.parametrize(
    "text", ["socks5://a:1", "http:///x", "http://a:99999", "http://a b:1", "http://a/path", "x://"]
)
@pytest.mark.parametrize("name", ["KAMELEOON_PROXY", "HTTPS_PROXY"])
def test_what_is_no_proxy_is_one_sentence(name: str, text: str) -> None:
    """With what to do, and without the text, which may hold a password."""
    (problem,) = problems(**{name: text})
    assert problem.startswith(name)
    assert "http://proxy.example.com:3128" in problem
    assert "none" in problem
    assert text not in problem


def test_the_environments_proxy_is_no_problem_where_it_is_not_used() -> None:
    """It may be meant for other programs."""
    assert loaded(HTTPS_PROXY="socks5://a:1", NO_PROXY="kameleoon.io").api_proxy is None
    assert loaded(HTTPS_PROXY="socks5://a:1", KAMELEOON_PROXY="none").api_proxy is None


def test_credentials_are_sent_and_never_shown() -> None:
    """Of a proxy that wants them."""
    settings = loaded(HTTPS_PROXY="http://me:hunter2@proxy.example:3128")
    assert settings.api_proxy is not None
    assert settings.api_proxy.url == "http://me:hunter2@proxy.example:3128"
    assert settings.api_proxy.shown == f"{PROXY} (HTTPS_PROXY)"
    assert "hunter2" not in repr(settings)


def test_the_host_to_look_up_is_the_one_that_is_connected_to() -> None:
    """Behind a proxy the other one may be unknown by name."""
    assert first_host(API, None) == "eu-data.kameleoon.io"
    assert first_host(API, loaded(HTTPS_PROXY=PROXY).api_proxy) == "proxy.example"
