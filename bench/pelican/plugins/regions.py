"""A fourth taxonomy for Pelican, and the story before and after each one."""
# Pelican loads this file; it is not installed where types are checked.
# mypy: ignore-errors

from __future__ import annotations

from pelican import signals
from pelican.urlwrappers import URLWrapper


class Region(URLWrapper):
    """A region; its addresses are REGION_URL and REGION_SAVE_AS."""


def collect(generator):
    """Group the articles by region, and link each to its neighbours."""
    regions = {}
    articles = generator.articles  # newest first
    for place, article in enumerate(articles):
        article.region = Region(article.metadata["region"], generator.settings)
        regions.setdefault(article.region, []).append(article)
        article.older = articles[place + 1] if place + 1 < len(articles) else None
        article.newer = articles[place - 1] if place else None
    generator.regions = sorted(regions.items())
    generator.context["regions"] = generator.regions


def write(generator, writer):
    """Write the pages of every region."""
    template = generator.get_template("region")
    for region, articles in generator.regions:
        writer.write_file(
            region.save_as, template, generator.context, region=region, articles=articles, dates=articles,
            paginated={"articles": articles, "dates": articles}, template_name="region", url=region.url,
        )  # fmt: skip


def register():
    """Called by Pelican."""
    signals.article_generator_finalized.connect(collect)
    signals.article_writer_finalized.connect(write)
