"""schema.org data for search engines, as JSON-LD.

Made from the same views that the visible page is made from, so the two cannot
say different things.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from warta.i18n.moments import Moment, w3c_date
from warta.render.addresses import absolute_url
from warta.render.claim_review import claim_review
from warta.views.open_data import OpenDataView
from warta.views.references import Speaker, TermRef
from warta.views.site import Link, PageHead, Site
from warta.views.standing import StandingView
from warta.views.stories import Change, PostView
from warta.views.terms import Office, TermView

__all__ = ["linked_data"]

CORRECTING = ("correction", "clarification", "right-of-reply")
"""The kinds of changes that set something right; an update only adds to it."""


def linked_data(site: Site, labels: Callable[[str], str], page: PageHead, view: Any) -> Markup:
    """The JSON for a page's ``<script type="application/ld+json">``; empty when there is nothing to say.

    ``labels`` gives the interface texts of the page's language.
    """
    graph: list[dict[str, Any]] = []
    if isinstance(view, PostView) and not view.withdrawn:
        graph.append(_article(site, page, view))
        if view.fact_check is not None:
            graph.append(claim_review(page, view, view.fact_check, labels) | {"author": _publisher(site)})
    elif isinstance(view, StandingView):
        graph.append(_page(site, page, view))
    elif page.kind == "home":
        graph.append(_website(site, page))
    elif isinstance(view, OpenDataView):
        graph.append(_dataset(site, page, view))
    elif isinstance(view, TermView) and view.taxonomy in ("agencies", "speakers") and not view.pager.newest:
        graph.append(_subject(site, page, view))
    if page.breadcrumbs:
        graph.append(_breadcrumbs(site, page))
    if not graph:
        return Markup()
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":")
    )
    # Inside a script element only "<" can end it or open a comment; "&" and ">" are for other parsers' sake.
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - as just escaped


def _correction(change: Change, updated: Moment) -> dict[str, str]:
    """Without a date that is still to come; a bare day has no time, which could be before the story's."""
    correction = {"@type": "CorrectionComment", "text": change.note}
    if change.date > updated:
        return correction
    return {**correction, "datePublished": w3c_date(change.date)}


def _article(site: Site, page: PageHead, view: PostView) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "AdvertiserContentArticle" if view.kind == "advertorial" else "NewsArticle",
        "@id": page.canonical + "#article",
        "mainEntityOfPage": page.canonical,
        "headline": view.title,
        "inLanguage": site.language,
        "datePublished": w3c_date(view.date),
        "dateModified": w3c_date(view.updated),
        "author": _authors(site, view),
        "publisher": _publisher(site),
    }
    data |= {"description": view.summary} if view.summary else {}
    data["isAccessibleForFree"] = True
    data |= {"expires": w3c_date(view.until)} if view.until is not None else {}
    image = _image(view)
    if image is not None:
        data["image"] = [image]
    if view.tags:
        data["keywords"] = [tag.name for tag in view.tags]
    if view.regions:
        data["contentLocation"] = [_place(site, path) for path in view.regions]
    if view.speakers:
        data["mentions"] = [_mentioned(site, speaker) for speaker in view.speakers]
    corrections = [change for change in view.changes if change.kind in CORRECTING]
    if corrections:
        data["correction"] = [_correction(change, view.updated) for change in corrections]
    if view.kind == "advertorial":
        data["sponsor"] = [_organization(site, agency) for agency in view.agencies] or [_publisher(site)]
    translations = [other for other in page.alternates if other.hreflang not in (site.language, "x-default")]
    if translations:
        default = next((other.href for other in page.alternates if other.hreflang == "x-default"), "")
        versions = [
            {"@type": data["@type"], "@id": other.href + "#article", "inLanguage": other.hreflang}
            for other in translations
        ]
        if default == page.canonical:
            data["workTranslation"] = versions
        else:
            data["translationOfWork"] = next(
                version for version in versions if version["@id"] == default + "#article"
            )
    if view.source:
        source: dict[str, Any] = {
            "@type": "CreativeWork",
            "publisher": {"@type": "Organization", "name": view.source.name},
        }
        if view.source.url:
            source["url"] = view.source.url
        data["isBasedOn"] = source
    return data


def _authors(site: Site, view: PostView) -> list[dict[str, Any]]:
    agencies: list[dict[str, Any]] = [{"@type": "Person", "name": view.author}] if view.author else []
    agencies += [_organization(site, agency) for agency in view.agencies]
    return agencies or [_publisher(site)]


def _organization(site: Site, agency: TermRef) -> dict[str, Any]:
    entry: dict[str, Any] = {"@type": "Organization", "name": agency.name}
    if agency.url:
        entry["url"] = absolute_url(site, agency.url)
    return entry


def _image(view: PostView) -> dict[str, Any] | str | None:
    """The story's picture, else the card that is drawn from its title."""
    if view.image:
        if not (view.image.caption or view.image.credit):
            return view.image.canonical
        picture: dict[str, Any] = {"@type": "ImageObject", "url": view.image.canonical}
        if view.image.caption:
            picture["caption"] = view.image.caption
        if view.image.credit:
            picture["creditText"] = view.image.credit
        return picture
    if view.card:
        card = view.card
        return {"@type": "ImageObject", "url": card.canonical, "width": card.width, "height": card.height}
    return None


def _place(site: Site, path: tuple[TermRef, ...]) -> dict[str, Any]:
    """A region within those above it."""
    place: dict[str, Any] = {}
    for region in path:
        outer = place
        place = {"@type": "AdministrativeArea", "name": region.name}
        if region.url:
            place["url"] = absolute_url(site, region.url)
        if outer:
            place["containedInPlace"] = outer
    return place


def _mentioned(site: Site, speaker: Speaker) -> dict[str, Any]:
    person: dict[str, Any] = {"@type": "Person", "name": speaker.name}
    if speaker.office:
        person["jobTitle"] = speaker.office
    if speaker.url:
        person["url"] = absolute_url(site, speaker.url)
    return person


def _publisher(site: Site) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": site.publisher_type, "name": site.publisher}
    if site.publisher_url:
        data["url"] = site.publisher_url
    if logo := site.brand.publisher_logo:
        data["logo"] = {
            "@type": "ImageObject",
            "url": logo.canonical,
            "width": logo.width,
            "height": logo.height,
        }
    return data


PAGE_TYPES = {"page": "WebPage", "about": "AboutPage", "contact": "ContactPage"}


def _page(site: Site, page: PageHead, view: StandingView) -> dict[str, Any]:
    """A standing page; one about the agency, or on how to reach it, says so."""
    data: dict[str, Any] = {
        "@type": PAGE_TYPES[view.kind],
        "@id": page.canonical + "#page",
        "url": page.canonical,
        "name": view.title,
        "inLanguage": site.language,
        "publisher": _publisher(site),
    }
    if view.summary:
        data["description"] = view.summary
    if view.updated:
        data["dateModified"] = w3c_date(view.updated)
    if view.image:
        data["primaryImageOfPage"] = {"@type": "ImageObject", "url": view.image.canonical}
    if view.kind in ("about", "contact"):
        data["about" if view.kind == "about" else "mainEntity"] = {**_publisher(site), **_reach(site)}
    return data


def _reach(site: Site) -> dict[str, Any]:
    """How to reach the publisher, and its pages at social networks."""
    data: dict[str, Any] = {}
    reach = site.reach
    if site.social:
        data["sameAs"] = [link.url for link in site.social]
    if reach is None:
        return data
    if reach.address:
        data["address"] = ", ".join(reach.address)
    point: dict[str, Any] = {"@type": "ContactPoint", "contactType": "customer service"}
    if reach.telephone:
        point["telephone"] = reach.telephone.text
    if reach.email:
        point["email"] = reach.email
    if reach.whatsapp:
        point["url"] = reach.whatsapp.url
    if reach.hours:
        point["description"] = reach.hours
    if len(point) > 2:
        point["availableLanguage"] = [language.code for language in site.languages]
        data["contactPoint"] = point
    return data


def _website(site: Site, page: PageHead) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "@id": page.canonical + "#site",
        "name": site.title,
        "description": site.description,
        "url": page.canonical,
        "inLanguage": site.language,
        "publisher": {**_publisher(site), **_reach(site)},
    }


def _dataset(site: Site, page: PageHead, view: OpenDataView) -> dict[str, Any]:
    """The tables of all years, as search engines for data want them."""
    data: dict[str, Any] = {
        "@type": "Dataset",
        "@id": page.canonical + "#dataset",
        "name": f"{page.title}: {site.title}",
        "description": page.description,
        "url": page.canonical,
        "isAccessibleForFree": True,
        "creator": _publisher(site),
        "variableMeasured": list(view.columns),
    }
    if view.license:
        data["license"] = view.license
    if view.files:
        first, last = view.files[-1].year, view.files[0].year
        data["temporalCoverage"] = f"{first:04}/{last:04}"
        data["distribution"] = [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": absolute_url(site, url)}
            for file in view.files
            for kind, url in (("text/csv", file.csv), ("application/json", file.json))
        ]
    return data


def _subject(site: Site, page: PageHead, view: TermView) -> dict[str, Any]:
    """What a term's page is about: an agency, or a person with the offices they hold."""
    if view.taxonomy == "agencies":
        data: dict[str, Any] = {
            "@type": "GovernmentOrganization",
            "name": view.name,
            "@id": page.canonical + "#agency",
            "mainEntityOfPage": page.canonical,
        }
        if view.website:
            data["url"] = view.website
        if view.address:
            data["address"] = view.address
        if view.former_names:
            data["alternateName"] = list(view.former_names)
        if view.region:
            data["areaServed"] = _place(site, (view.region,))
        if view.parent:
            data["parentOrganization"] = _organization(site, view.parent)
        if view.ended:
            data["dissolutionDate"] = w3c_date(view.ended)
        return data
    data = {
        "@type": "Person",
        "name": view.name,
        "@id": page.canonical + "#person",
        "mainEntityOfPage": page.canonical,
    }
    if view.full_name != view.name:
        data["alternateName"] = view.full_name
    if view.offices:
        data["hasOccupation"] = [_office(office) for office in view.offices]
    current = [office for office in view.offices if office.end is None]
    if current:
        titles = [office.title for office in current]
        data["jobTitle"] = titles if len(titles) > 1 else titles[0]
        employers = dict.fromkeys(office.agency for office in current if office.agency is not None)
        if employers:
            data["worksFor"] = [_organization(site, agency) for agency in employers]
    return data


def _office(office: Office) -> dict[str, Any]:
    """An office and when it was held, in the form that schema.org has for it."""
    role: dict[str, Any] = {
        "@type": "Role",
        "hasOccupation": {"@type": "Occupation", "name": office.title},
    }
    if office.start:
        role["startDate"] = w3c_date(office.start)
    if office.end:
        role["endDate"] = w3c_date(office.end)
    return role


def _breadcrumbs(site: Site, page: PageHead) -> dict[str, Any]:
    trail = [*page.breadcrumbs, Link(page.title, page.url)]
    linked = [(crumb.text, crumb.url) for crumb in trail if crumb.url]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": absolute_url(site, url)}
            for number, (name, url) in enumerate(linked, 1)
        ],
    }
