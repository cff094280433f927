"""What the links and pictures in texts lead to, the files that are published for them, and their problems."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial

from msgspec.structs import replace

from warta.content.model import IMAGE_KINDS
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Position, error, warning
from warta.media.values import Media, Medium, Refused, suffix_of
from warta.media.values import Picture as PictureFiles
from warta.pages.data import Target
from warta.pages.memo import Memo
from warta.pages.outlook import Outlook
from warta.pages.pictures import output_files, picture_view
from warta.pages.places import Places
from warta.site.library import Library, Post
from warta.site.links import Pages, TextLink, missing_file, resolve_link
from warta.urls import Addresses
from warta.views.media import File, Image, Picture

__all__ = ["Links", "names_of"]

PHOTO = IMAGE_KINDS[0]
PHOTOS = ("jpg", "jpeg", "heic", "heif", "webp", "avif")
"""What photos are kept as; other files may be logos, which are as large as they are meant to be."""
LEAD_WIDTH, TEXT_WIDTH, GOOD_WIDTH = 720, 480, 1440
"""Pixels: what the head of a story and a place in its text need at least on a telephone, and what all screens
make use of."""


class Links:
    """Where links lead. Each text is looked at once, so each problem is reported once."""

    def __init__(
        self,
        library: Library,
        places: Places,
        outlook: Outlook,
        *,
        medium: Callable[[str], Medium],
        report: Callable[[Diagnostic], None],
    ) -> None:
        """``medium`` tells what a picture or document is, by its content path."""
        self._library = library
        self._anchors = places.anchors
        self._outlook = outlook
        self._addresses: Addresses = outlook.config.addresses
        self._pages = Pages(places.anchors, lambda: outlook.anchors)
        self._medium = medium
        self._report = report
        self.media: dict[str, Media] = {}
        """Output path → file, of all pictures and documents in use."""
        self._published = Memo[str, Picture | File | None](self._publish)
        """Content path → what pages are told of it; None for what is refused."""
        self.anchored: set[str] = set()
        """The addresses of pages to whose places texts lead, or that are not there yet."""
        self.unsettled: list[tuple[str, TextLink]] = []
        """Links to files that are no pages, with the path of each."""
        self.targets = Memo[Post, tuple[Target, ...]](self._targets)
        self.images = Memo[Post, Image | None](self._image)

    def target(self, link: TextLink) -> Target:
        """What a link leads to; reports one that leads nowhere.

        Such a link is None, for as long as there is not the page; ``#`` when there never is.
        """
        found, problem = resolve_link(link, self._library, self._pages, self._addresses.root)
        if problem is not None:
            self._report(problem)
        if found is None:
            return "#"
        if found.file:
            self.unsettled.append((found.file, link))
            return found.url
        if found.page and "#" in found.url:
            self.anchored.add(found.page)
        if found.media is None:
            there = found.page in self._anchors if found.page else bool(found.url)
            if not there:
                self.anchored.add(found.page)
            problem = self._outlook.gap(link, found, there=there)
            if problem is not None:
                self._report(problem)
                self.anchored.add(found.page)
            return found.url if there else None
        published = self._published[found.media]
        if link.image and isinstance(published, File):
            self._report(error("picture-type", found.media, WHOLE_FILE, suffix=suffix_of(found.media)))
        if isinstance(published, File) and found.fragment:
            return replace(published, url=f"{published.url}#{found.fragment}")
        return published or "#"

    def settle(self, files: Container[str]) -> None:
        """Report the links to files that are not among ``files``, the output paths of all there are."""
        for path, link in self.unsettled:
            if not any(name in files for name in names_of(path)):
                self._report(missing_file(link, self._pages, self._addresses.root))

    def _targets(self, post: Post) -> tuple[Target, ...]:
        card = post.card
        if post.withdrawn or not card.links:
            return ()
        targets = []
        for number, (target, image) in enumerate(card.links):
            position = partial(self._position, post, number)
            link = TextLink(target, image, card.path, card.anchors, position, post)
            found = self.target(link)
            if image:
                self._measure(found, link, TEXT_WIDTH)
            targets.append(found)
        return tuple(targets)

    def _position(self, post: Post, number: int) -> Position:
        return self._library.details(post.card).body.links[number].position

    def _image(self, post: Post) -> Image | None:
        image = post.image
        if image is None or not image[0] or post.withdrawn:
            return None
        source, alt, caption, credit, kind, focus = image
        owner = post.original  # the path is relative to the file that names it

        def position() -> Position:
            return self._library.details(owner).where["image"]

        link = TextLink(source, image=True, file=owner.path, anchors=owner.anchors, position=position)
        picture = self.target(link)
        if not isinstance(picture, Picture):
            return None
        if post.card is owner:
            self._measure(picture, link, LEAD_WIDTH)
        canonical = self._addresses.origin + picture.url
        if kind == PHOTO and post.kind in IMAGE_KINDS:  # an infographic by its kind of story
            kind = post.kind
        drawn = kind != PHOTO or suffix_of(source) == "svg"
        whole = drawn or (picture.height > picture.width and not focus)
        said = (alt, caption or None, credit or None)
        return Image(picture.url, canonical, *said, picture, kind, focus, whole)

    def _measure(self, picture: Target, link: TextLink, wanted: int) -> None:
        """Tell the team of a photo that is too small for a place that is ``wanted`` pixels wide."""
        if not self._outlook.review or not isinstance(picture, Picture):
            return
        if suffix_of(link.target) in PHOTOS and picture.width < wanted:
            values = {"width": picture.width, "wanted": wanted, "good": GOOD_WIDTH}
            self._report(warning("picture-small", link.file, link.position(), **values))

    def _publish(self, path: str) -> Picture | File | None:
        """Mark a media file as used. Its output paths carry a digest, so they can be cached for ever."""
        medium = self._medium(path)
        if isinstance(medium, Refused):
            self._report(error(medium.code, path, WHOLE_FILE, **dict(medium.arguments)))
            return None
        files = output_files(path, medium)
        self.media.update((file.path, file) for file in files)
        urls = [self._addresses.at(file.path).url for file in files]
        if isinstance(medium, PictureFiles):
            return picture_view(medium, urls)
        return File(urls[0], suffix_of(path).upper(), medium.size, medium.pages)


def names_of(path: str) -> tuple[str, str, str]:
    """The output paths that a link to a file can mean."""
    file = path.lstrip("/")
    return file, f"{file}index.html", f"{file}/index.html"
