"""The garbage collector rests while many rows are made, and works again afterwards."""

import gc

import pytest

from geodata.interchange import collector


def test_it_is_back_after_an_error():
    with pytest.raises(ZeroDivisionError), collector.paused():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()


def test_who_has_paused_it_for_longer_is_not_disturbed():
    with collector.paused():
        with collector.paused():
            pass
        assert not gc.isenabled()
