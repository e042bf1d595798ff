"""Known sites are a shortcut, and never a verdict."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.compiled.origins import MOST_KNOWN, MOST_LEARNT, Origins
from transforms.conversions import PLAIN_URL

addresses = st.from_regex(r"https?://[a-z.:@-]{0,6}[/?]?[a-z/ ]{0,3}", fullmatch=True)


@given(st.lists(addresses | st.text(), max_size=12))
def test_an_address_is_plain_or_not_whatever_was_learnt(seen: list[str]) -> None:
    """By its beginning or by the regular expression."""
    origins = Origins()
    for address in seen * 2:
        is_plain = bool(address.startswith(origins.known) or origins.is_plain(address))
        assert is_plain is (PLAIN_URL.match(address) is not None)
    assert len(origins.known) <= MOST_KNOWN


def test_the_latest_sites_are_known() -> None:
    """A topic of a thousand sites has nothing to teach, and a host of any length is not kept."""
    origins = Origins()
    assert origins.is_plain(f"https://{'a' * 200}/")
    assert origins.is_plain("https://e.example")
    assert origins.known == ()
    for number in range(MOST_LEARNT + 10):
        assert origins.is_plain(f"https://s{number}.example/a")
    assert origins.known == tuple(f"https://s{MOST_LEARNT - back}.example/" for back in range(1, MOST_KNOWN + 1))
