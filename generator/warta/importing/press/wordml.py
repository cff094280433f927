"""Names in WordprocessingML, the XML of Word's documents, and its properties."""

from __future__ import annotations

from xml.etree.ElementTree import Element

__all__ = ["DRAWING", "OFFICE", "RELATIONS", "VML", "W", "is_on", "value"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML = "{urn:schemas-microsoft-com:vml}"


def value(element: Element | None) -> str:
    """What a property is set to; empty when it is not there."""
    return element.get(f"{W}val", "") if element is not None else ""


def is_on(element: Element | None) -> bool:
    """Whether a property is there and not switched off."""
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")
