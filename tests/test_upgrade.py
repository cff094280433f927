"""A site and an output of the version before: the notes on upgrading lead to the same site under this one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from msgspec import structs

from tests.deploylib import order_for, quiet, target_of
from tests.faultlib import tree
from tests.support import NOW, ROOT, build_site, copy_starter
from warta import __version__
from warta.authoring.starter import create_site
from warta.build.build import Request, build, check
from warta.deploy.run import deploy
from warta.deploy.target import Surroundings
from warta.filesystem.codec import encoded
from warta.filesystem.stamps import seal
from warta.output.folder import META, OutputError
from warta.output.manifest import Manifest

NOTES = (ROOT / "docs/operator.md").read_text("utf-8").partition("\n## Upgrading\n")[2]


def make_older(output: Path) -> None:
    """Write the record as the version before did: it does not say what the output was made for."""
    place = output / META / "manifest"
    now = Manifest.decoded(place.read_bytes())
    assert now is not None
    place.write_bytes(b"warta-manifest 4\n" + seal(encoded(("0" * 32, now.files, now.base, now.addresses))))


def test_an_output_of_the_version_before_is_taken_over_whole_and_deployed_only_then(tmp_path: Path) -> None:
    site = copy_starter(tmp_path / "situs")
    build_site(site)
    output = site / "output"
    whole = tree(output)
    make_older(output)
    order = order_for(target_of("folder", path=str(tmp_path / "www")), output)
    base = re.findall(r'(?m)^base_url = "(.*)"', (site / "site.toml").read_text("utf-8"))[0]
    order = structs.replace(order, base_url=base)
    with pytest.raises(OutputError) as caught:
        deploy(order, Surroundings(site, {}), quiet)
    assert caught.value.diagnostic.code == "output-unknown"
    assert not (tmp_path / "www").exists()
    build_site(site)
    assert tree(output) == whole
    assert deploy(order, Surroundings(site, {}), quiet).release == 1


def test_the_notes_lead_from_the_site_of_an_older_version_to_this_one(tmp_path: Path) -> None:
    """The steps in order; the site's own content and settings stay as they are."""
    for words in ("`warta init new`", "`requirements.lock`", "`WARTA`", "`warta check`"):
        assert words in NOTES, words
    site = copy_starter(tmp_path / "situs")
    build_site(site)
    make_older(site / "output")
    (site / "requirements.lock").write_text("warta-lama==1\n")
    workflow = site / ".github/workflows/publish.yml"
    workflow.parent.mkdir(parents=True, exist_ok=True)
    ours = (ROOT / ".github/workflows/publish.yml").read_text("utf-8")
    workflow.write_text(ours.replace('WARTA: "."', 'WARTA: "warta==0.0.9"'), "utf-8")
    before = tree(site / "content")
    create_site(tmp_path / "new")
    shutil.copyfile(tmp_path / "new/requirements.lock", site / "requirements.lock")
    new = (tmp_path / "new/.github/workflows/publish.yml").read_text("utf-8")
    line = re.findall(r'(?m)^  WARTA: ".*"$', new)
    assert line == [f'  WARTA: "warta=={__version__}"']
    workflow.write_text(re.sub(r'(?m)^  WARTA: ".*"$', line[0], workflow.read_text("utf-8")), "utf-8")
    assert workflow.read_text("utf-8") == new, "nothing else in the CI file is another version's"
    request = Request(site, site / "output", NOW)
    assert not check(request).failed
    assert not build(request).failed
    build_site(tmp_path / "new")
    assert tree(site / "output") == tree(tmp_path / "new/output")
    assert tree(site / "content") == before
