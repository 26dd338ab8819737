"""Versions of what is built from an extract."""

from pathlib import Path

import pytest

from geodata.built import Shelf, drafts


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "streets" / "town")


def _build(shelf: Shelf, text: str) -> Path:
    with shelf.build() as folder:
        (folder / "file").write_text(text)
    current = shelf.current()
    assert current is not None
    return current


def test_an_empty_shelf_has_nothing_that_serves(shelf):
    assert shelf.current() is None


def test_what_was_built_serves_under_a_name_of_its_own(shelf):
    first = _build(shelf, "one")
    second = _build(shelf, "two")

    assert first.name != second.name
    assert shelf.current() == second
    assert (second / "file").read_text() == "two"


def test_while_building_the_old_version_serves(shelf):
    first = _build(shelf, "one")
    with shelf.build() as folder:
        assert list(folder.iterdir()) == []
        assert shelf.current() == first
    assert shelf.current() != first


def test_a_build_that_fails_leaves_no_trace_and_the_old_version_serving(shelf):
    first = _build(shelf, "one")
    with pytest.raises(ZeroDivisionError), shelf.build() as folder:
        (folder / "file").write_text("half")
        raise ZeroDivisionError
    assert shelf.current() == first
    assert {path.name for path in shelf.folder.iterdir()} == {first.name, "current"}


def test_the_version_before_is_kept_for_who_still_reads_it_and_older_ones_go(shelf):
    first, second, third = (_build(shelf, text) for text in ("one", "two", "three"))

    assert not first.exists()
    assert (second / "file").read_text() == "two"
    assert shelf.current() == third


def test_a_draft_that_a_crash_left_goes_and_one_in_the_making_stays(shelf):
    _build(shelf, "one")
    abandoned = shelf.folder / ".building-0000"
    abandoned.mkdir()
    with shelf.draft() as in_the_making:
        _build(shelf, "two")
        assert not abandoned.exists()
        assert in_the_making.is_dir()


def test_a_link_to_a_version_that_is_gone_serves_nothing(shelf):
    shelf.folder.mkdir(parents=True)
    (shelf.folder / "current").symlink_to("gone")
    assert shelf.current() is None


def test_a_folder_that_was_moved_with_all_its_versions_serves_on(shelf, tmp_path):
    first = _build(shelf, "one")
    shelf.folder.rename(tmp_path / "moved")
    assert Shelf(tmp_path / "moved").current() == tmp_path / "moved" / first.name


def test_two_shelves_change_together(tmp_path):
    shelves = (Shelf(tmp_path / "streets"), Shelf(tmp_path / "basemap"))
    before = [_build(shelf, "old") for shelf in shelves]
    with drafts(shelves) as folders:
        for folder in folders:
            (folder / "file").write_text("new")
        assert [shelf.current() for shelf in shelves] == before
    assert [(shelf.folder / "current" / "file").read_text() for shelf in shelves] == ["new", "new"]


def test_if_the_second_of_two_fails_to_build_neither_changes(tmp_path):
    shelves = (Shelf(tmp_path / "streets"), Shelf(tmp_path / "basemap"))
    before = [_build(shelf, "old") for shelf in shelves]
    with pytest.raises(ZeroDivisionError), drafts(shelves) as (folder, _other):
        (folder / "file").write_text("new")
        raise ZeroDivisionError
    assert [shelf.current() for shelf in shelves] == before


def test_if_the_second_of_two_cannot_be_swapped_the_first_is_put_back(tmp_path, monkeypatch):
    shelves = (Shelf(tmp_path / "streets"), Shelf(tmp_path / "basemap"))
    before = [_build(shelves[0], "old"), None]
    point_at = Shelf._point_at

    def fail_for_the_second(shelf: Shelf, version: Path) -> None:
        if shelf == shelves[1]:
            raise OSError("no room")
        point_at(shelf, version)

    monkeypatch.setattr(Shelf, "_point_at", fail_for_the_second)
    with pytest.raises(OSError, match="no room"), drafts(shelves):
        pass
    assert [shelf.current() for shelf in shelves] == before
