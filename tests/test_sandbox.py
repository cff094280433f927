"""A site's own templates, which may be a stranger's: what they are given is all that they get at."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from jinja2.compiler import CodeGenerator

from tests.faultlib import errors, tree
from tests.support import NOW, make_site, post
from warta.build.build import Request, build
from warta.render import templates as rendering
from warta.render.jinja_speed import FastCodeGenerator

ESCAPES = {
    "a class": "{{ ''.__class__.__mro__ }}",
    "a view's class": "{{ site.__class__ }}",
    "a view's own methods": "{{ site.__copy__() }}",
    "what a function is of": "{{ t.__self__ }}",
    "a function's globals": "{{ json_ld.func.__globals__ }}",
    "a builtin's owner": "{{ asset.__self__ }}",
    "a command": "{{ cycler.__init__.__globals__.os.popen('touch lolos') }}",
    "the builtins": "{{ lipsum.__globals__['__builtins__'] }}",
    "by the filter": "{{ joiner|attr('__init__') }}",
    "by a filter of many": "{{ [site]|map(attribute='__class__')|join }}",
    "by an index": "{{ site['__class__'] }}",
    "by an index that is computed": "{{ site['__cla' ~ 'ss__'] }}",
    "by a format": "{{ '{0.__class__}'.format(site) }}",
    "by a format of a mapping": "{{ '{a.__class__}'.format_map({'a': site}) }}",
    "by a format of markup": "{{ ('{0.__class__}'|safe).format(site) }}",
    "by a format under another name": "{% set f = '{0.__class__}'.format %}{{ f(site) }}",
    "a macro's function": "{% macro m() %}{% endmacro %}{{ m._func }}",
    "the template itself": "{{ self._TemplateReference__context }}",
    "a generator's frame": "{{ ([1]|map('string')).gi_frame }}",
    "the types of a type": "{{ dict.mro() }}",
    "a list that grows": "{{ [].append(1) }}",
    "a mapping that changes": "{{ {}.update(a=1) }}",
    "a range without end": "{{ range(10 ** 9)|length }}",
}


@pytest.mark.parametrize("name", ESCAPES)
def test_a_template_gets_at_nothing_behind_what_it_is_given(tmp_path: Path, name: str) -> None:
    files: dict[str, str | bytes] = {
        "content/news/2024/a.id.md": post("A"),
        "templates/_footer.html": f"<footer>\n{ESCAPES[name]}</footer>\n",
    }
    site = make_site(tmp_path, files)
    found = errors(build(Request(site, site / "output", NOW)))
    assert {each.code for each in found} == {"template-error"}
    problem = str(dict(found[0].arguments)["problem"])
    assert any(word in problem for word in ("unsafe", "Range too big")), problem
    assert found[0].file == "templates/_footer.html"
    assert tree(site / "output") == {}
    assert not Path("lolos").exists()


def test_what_templates_do_still_works(tmp_path: Path) -> None:
    """Reading mappings, formats, and names that lists have as well."""
    template = (
        "<footer>{{ {'a': 1}.items()|list }}{{ {'a': 2}.get('a') }}{{ '{0.title}'.format(site) }}"
        "{{ [3, 4].index(4) }}{{ {'index': 5}.index }}{{ range(3)|list }}{{ 'x'.upper() }}</footer>"
    )
    files: dict[str, str | bytes] = {
        "content/news/2024/a.id.md": post("A"),
        "templates/_footer.html": template,
    }
    site = make_site(tmp_path, files)
    assert not errors(build(Request(site, site / "output", NOW)))
    page = (site / "output/id/index.html").read_text("utf-8")
    assert "[(&#39;a&#39;, 1)]2" in page
    assert "15[0, 1, 2]X</footer>" in page


def test_what_is_written_in_place_is_never_what_the_sandbox_refuses() -> None:
    """Names that only the environment may judge are not put into the code of a template."""
    environment = rendering._Environment()
    inner = "mro gi_frame cr_frame ag_frame tb_frame f_globals co_code"
    for name in f"{inner} append format update add appendleft sort _x __class__".split():
        code = environment.compile("{{ a." + name + " }}", raw=True)
        assert "getattr(owner := " not in code, name
    assert "getattr(owner := " in environment.compile("{{ a.title }}", raw=True)


def test_templates_render_the_same_bytes_without_the_faster_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The default theme, with each way of compiling it."""
    files: dict[str, str | bytes] = {
        "content/news/2024/a.id.md": post("A"),
        "content/news/2024/b.id.md": post("B", body='> "Satu."\n> — Ani\n'),
    }
    site = make_site(tmp_path, files)
    assert rendering._Environment.code_generator_class is FastCodeGenerator
    assert not errors(build(Request(site, site / "fast", NOW)))
    shutil.rmtree(site / ".warta-cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    monkeypatch.setattr(rendering._Environment, "code_generator_class", CodeGenerator)
    assert not errors(build(Request(site, site / "plain", NOW)))
    fast = tree(site / "fast")
    assert len(fast) > 10
    assert fast == tree(site / "plain")
