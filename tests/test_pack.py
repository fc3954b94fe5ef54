"""The archive of raw files that may be passed on."""

import hashlib
import zipfile

import pytest

from builders import pack
from builders.common import BuildError


@pytest.fixture
def raw(tmp_path):
    """A folder of raw files with made content."""
    chosen, stays = pack.may_be_packed()
    for path in [*chosen, *stays]:
        (tmp_path / "raw" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / path).write_text(f"made: {path}")
    return tmp_path / "raw"


def test_what_has_no_open_licence_stays_here():
    chosen, stays = pack.may_be_packed()
    assert "ucdp/raw/BattleDeaths_v23_1.csv" in chosen
    assert stays["strikes/airwars_syria_monthly_aggregate.csv"] == "airwars: unverified"
    assert not set(chosen) & set(stays)
    assert all(one.licence in pack.OPEN for ones in chosen.values() for one in ones)


def test_the_archive_has_checksums_sources_and_always_the_same_bytes(raw, tmp_path):
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    stays = pack.pack(raw, one)
    pack.pack(raw, two)
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        sums = dict(
            line.split("  ")[::-1] for line in archive.read("SHA256SUMS").decode().split("\n")[:-1]
        )
        names = set(archive.namelist())
        assert names == {*sums, "SHA256SUMS", "README.txt"} and not names & set(stays)
        for path, told in sums.items():
            assert hashlib.sha256(archive.read(path)).hexdigest() == told
        about = archive.read("README.txt").decode()
    assert "UNITAR-UNOSAT, Damage sites in Raqqa (CC-BY-SA-4.0)" in about


def test_a_file_that_is_missing_is_named_and_nothing_is_written(raw, tmp_path, capsys):
    (raw / "ucdp/raw/BattleDeaths_v23_1.csv").unlink()
    with pytest.raises(BuildError, match=r"missing: ucdp/raw/BattleDeaths_v23_1\.csv"):
        pack.pack(raw, tmp_path / "one.zip")
    assert pack.main([str(raw), "--to", str(tmp_path / "one.zip")]) == 2
    assert not list(tmp_path.glob("*.zip")) and "BattleDeaths" in capsys.readouterr().err
