"""How often one may send something, without anybody knowing who did."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from heritage_map.clients import Allowance, OfAnotherSite, TooOften, refuse_other_sites
from tests.conftest import SetClock


def ask(address: str = "192.0.2.1", **headers: str) -> HttpRequest:
    """Return a request from an address."""
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def refused(allowance: Allowance, request: HttpRequest) -> bool:
    """Say whether a request is one too many."""
    try:
        allowance.take(request)
    except TooOften:
        return True
    return False


def test_one_too_many_is_refused_until_the_hour_is_over(it_is: SetClock):
    it_is("2026-11-28 10:10")
    allowance = Allowance(most=2)
    assert [refused(allowance, ask()) for _time in range(3)] == [False, False, True]
    assert not refused(allowance, ask("192.0.2.2"))
    it_is("2026-11-28 11:00")
    assert not refused(allowance, ask())


def test_no_address_is_kept_and_nothing_can_be_compared_after_the_hour(it_is: SetClock):
    it_is("2026-11-28 10:10")
    allowance = Allowance(most=2)
    allowance.take(ask())
    before = (set(allowance.counts), allowance.salt)
    assert b"192.0.2.1" not in b"".join(allowance.counts)
    it_is("2026-11-28 11:10")
    allowance.take(ask())
    assert set(allowance.counts).isdisjoint(before[0])
    assert allowance.salt != before[1]


def test_a_household_is_one_client_with_all_its_newer_addresses():
    allowance = Allowance(most=1)
    allowance.take(ask("2001:db8:1:2::3"))
    assert refused(allowance, ask("2001:db8:1:2:ffff::4"))
    assert not refused(allowance, ask("2001:db8:1:3::3"))


def test_behind_a_proxy_of_ours_its_word_counts_and_nobody_elses(settings):
    forged = {"x-forwarded-for": "198.51.100.7, 203.0.113.9"}
    other = {"x-forwarded-for": "198.51.100.8, 203.0.113.9"}
    allowance = Allowance(most=1)
    allowance.take(ask(**forged))
    assert refused(allowance, ask())  # without a proxy the header is worth nothing
    settings.BEHIND_HTTPS = True
    allowance.take(ask(**forged))
    assert refused(allowance, ask(**other))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_the_pages_of_other_sites_send_nothing_in_their_visitors_names(site: str):
    with pytest.raises(OfAnotherSite):
        refuse_other_sites(ask(**{"sec-fetch-site": site}))
    for own in ({"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {}):
        refuse_other_sites(ask(**own))
