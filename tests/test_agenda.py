"""The agenda: events as a page and as calendars that other programs read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.support import Built, build_site, make_site, post, translation
from warta.i18n.moments import Moment
from warta.render.icalendar import OCTETS, icalendar
from warta.views.agenda import CalendarEvent, CalendarView

NOW = datetime(2024, 12, 1, tzinfo=UTC)
EVENTS = {
    # name: (event, start and end as a calendar has them)
    "hari": ("{date: 2024-11-20}", date(2024, 11, 20), date(2024, 11, 21)),
    "hari-hari": ("{date: 2024-11-20, end: 2024-11-22}", date(2024, 11, 20), date(2024, 11, 23)),
    "jam": ("{date: 2024-11-21 09:00 WITA}", datetime(2024, 11, 21, 1, tzinfo=UTC), None),
    "jam-jam": (
        "{date: 2024-11-21 09:00 WITA, end: 2024-11-21 12:30 WITA, venue: 'Aula; lantai 2, kiri'}",
        datetime(2024, 11, 21, 1, tzinfo=UTC),
        datetime(2024, 11, 21, 4, 30, tzinfo=UTC),
    ),
    "jam-hari": (
        "{date: 2024-11-21 20:00 WIB, end: 2024-11-22}",
        datetime(2024, 11, 21, 13, tzinfo=UTC),
        datetime(2024, 11, 22, 17, tzinfo=UTC),
    ),
    "jam-hari-wit": (
        "{date: 2024-11-20 09:00 WIT, end: 2024-11-22}",
        datetime(2024, 11, 20, 0, tzinfo=UTC),
        datetime(2024, 11, 22, 15, tzinfo=UTC),
    ),
    "jam-jam-wita": (
        "{end: 2024-11-23 17:00, date: 2024-11-21 09:00 WITA}",
        datetime(2024, 11, 21, 1, tzinfo=UTC),
        datetime(2024, 11, 23, 9, tzinfo=UTC),
    ),
    "jam-hari-itu": (
        "{date: 2024-11-21 09:00 WITA, end: 2024-11-21}",
        datetime(2024, 11, 21, 1, tzinfo=UTC),
        datetime(2024, 11, 21, 16, tzinfo=UTC),
    ),
    "selisih": (
        "{date: 2024-11-21T09:00+09:00, end: 2024-11-21}",
        datetime(2024, 11, 21, 0, tzinfo=UTC),
        datetime(2024, 11, 21, 17, tzinfo=UTC),
    ),
    "hari-jam": ("{date: 2024-11-20, end: 2024-11-22 12:00 WIB}", date(2024, 11, 20), date(2024, 11, 23)),
}
TITLE = 'Rapat, "koordinasi"; C:\\data & seterusnya yang judulnya sangat panjang \u2014 \u00e9\u4e2d'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    files: dict[str, str | bytes] = {}
    for name, (event, _, _) in EVENTS.items():
        files[f"content/news/2024/{name}.id.md"] = post(f"Acara {name}", event=event)
        files[f"content/news/2024/{name}.en.md"] = translation(f"Event {name}")
    files["content/news/2024/lalu.id.md"] = post("Laporan lama", event="{date: 2024-10-01}")
    files["content/news/2024/tempat.id.md"] = post("Tanpa hari", event="{venue: Balai}")
    files["content/news/2024/panjang.id.md"] = post(f"'{TITLE}'", event="{date: 2024-12-24}")
    files["content/news/2024/tarik.id.md"] = post(
        "Ditarik", event="{date: 2024-11-20}", changes="[{date: 2024-11-20, kind: withdrawal, note: Keliru.}]"
    )
    return build_site(make_site(tmp_path_factory.mktemp("agenda"), files), now=NOW)


def events(site: Built, path: str) -> list[Any]:
    data = (site.root / path).read_bytes()
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= OCTETS and b"\n" not in line for line in lines)
    calendar = Calendar.from_ical(data)
    assert not calendar.errors
    assert calendar["version"] == "2.0"
    return list(calendar.walk("VEVENT"))


def when(value: Any) -> Any:
    found = value.dt
    return found.astimezone(UTC) if isinstance(found, datetime) else found


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_a_file_that_a_calendar_reads(site: Built, name: str) -> None:
    _, start, end = EVENTS[name]
    (event,) = events(site, f"id/berita/2024/{name}/event.ics")
    assert when(event["dtstart"]) == start
    assert (when(event["dtend"]) if "dtend" in event else None) == end
    assert event["summary"] == f"Acara {name}"
    assert event["url"] == f"{site.base_url}/id/berita/2024/{name}/"
    assert event["uid"] == f"news/2024/{name}.id@kabar.example.go.id"
    page = site.page(f"id/berita/2024/{name}/")
    assert f"/id/berita/2024/{name}/event.ics" in page.one("dl", class_="facts").links()


def test_texts_keep_every_sign(site: Built) -> None:
    (event,) = events(site, "id/berita/2024/panjang/event.ics")
    assert event["summary"] == TITLE
    (event,) = events(site, "id/berita/2024/jam-jam/event.ics")
    assert event["location"] == "Aula; lantai 2, kiri"


def test_what_was_over_when_its_story_appeared_has_no_file(site: Built) -> None:
    for name in ("lalu", "tempat", "tarik"):
        assert not site.has(f"id/berita/2024/{name}/event.ics")
        assert "event.ics" not in " ".join(site.page(f"id/berita/2024/{name}/").links())


@pytest.mark.parametrize(
    ("language", "place", "count"), [("id", "id/agenda/", len(EVENTS) + 2), ("en", "en/events/", len(EVENTS))]
)
def test_page_and_calendar_have_the_same_events_the_latest_first(
    site: Built, language: str, place: str, count: int
) -> None:
    listed = [item.one("h3").text for item in site.page(place).one("main").all("li")]
    calendar = events(site, f"{place}agenda.ics")
    assert [str(event["summary"]) for event in calendar] == listed
    assert len(listed) == count
    assert len({event["uid"] for event in calendar}) == count
    starts = [str(when(event["dtstart"]))[:10] for event in calendar]
    assert all(one >= other for one, other in pairwise(starts))
    assert f"/{place}agenda.ics" in site.page(place).one("main").links()
    assert set(site.page(place).alternates()) == {"id", "en", "x-default"}
    archive = {"id": "id/arsip/", "en": "en/archive/"}[language]
    assert f"/{place}" in site.page(archive).one("main").links()


def test_times_are_written_as_the_zone_of_the_event_has_them(site: Built) -> None:
    """An end that names no zone is in that of the start; the day of the start is not said twice."""
    items = {item.one("h3").text: item for item in site.page("id/agenda/").one("main").all("li")}
    written = {
        "jam-jam": "Kamis, 21 November 2024 pukul 09.00 WITA \u2013 12.30 WITA",
        "jam-jam-wita": (
            "Kamis, 21 November 2024 pukul 09.00 WITA \u2013 Sabtu, 23 November 2024 pukul 17.00 WITA"
        ),
        "jam-hari-wit": "Rabu, 20 November 2024 pukul 09.00 WIT \u2013 Jumat, 22 November 2024",
        "jam-hari-itu": "Kamis, 21 November 2024 pukul 09.00 WITA",
        "hari-hari": "Rabu, 20 November 2024 \u2013 Jumat, 22 November 2024",
    }
    for name, text in written.items():
        shown = items[f"Acara {name}"].one("p", class_="when").text.replace("\xa0", " ")
        assert shown == text


def test_the_same_site_gives_the_same_calendar_at_any_time(site: Built) -> None:
    """Time stamps are those of the stories."""
    (event,) = events(site, "id/berita/2024/hari/event.ics")
    assert event["dtstamp"].dt == datetime(2024, 11, 13, 17, tzinfo=UTC)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_any_title_comes_back_whole(title: str) -> None:
    moment = Moment(1731546000, 420, "WIB")
    event = CalendarEvent("a@b", title, "", moment, None, "", "https://example.go.id/", moment)
    data = icalendar(CalendarView("id", "", (event,)))
    assert all(len(line) <= OCTETS for line in data.split(b"\r\n"))
    (read,) = Calendar.from_ical(data).walk("VEVENT")
    assert read["summary"] == title
