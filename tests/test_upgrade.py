"""A site and an output of the version before: the notes on upgrading lead to the same site under this one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from msgspec import structs

from tests.deploylib import order_for, quiet, target_of
from tests.faultlib import put_old_manifest, tree
from tests.support import NOW, ROOT, Built, build_site
from warta import __version__
from warta.authoring.starter import create_site
from warta.build.build import Request, build, check
from warta.deploy.run import deploy
from warta.deploy.target import Surroundings
from warta.output.folder import OutputError

NOTES = (ROOT / "docs/operator.md").read_text("utf-8").partition("\n## Upgrading\n")[2]


def test_an_output_of_the_version_before_is_taken_over_whole_and_deployed_only_then(
    starter: Built, tmp_path: Path
) -> None:
    site = shutil.copytree(starter.root.parent, tmp_path / "situs")
    output = site / "output"
    whole = tree(output)
    put_old_manifest(output, 4)
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


def test_the_notes_lead_from_the_site_of_an_older_version_to_this_one(starter: Built, tmp_path: Path) -> None:
    """The steps in order; the site's own content and settings stay as they are."""
    for words in ("`warta init new`", "`requirements.lock`", "`WARTA`", "`warta check`"):
        assert words in NOTES, words
    site = shutil.copytree(starter.root.parent, tmp_path / "situs")
    put_old_manifest(site / "output", 4)
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
    assert tree(site / "output") == tree(starter.root)
    assert tree(site / "content") == before
