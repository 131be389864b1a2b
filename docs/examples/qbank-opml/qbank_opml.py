"""An exporter for qbank: `qbank export NAME --to opml` writes a file that outliners open.

An exporter gets one copy of the sheet, the host's (`qbank.sheet.copies.HostCopy`) or the guest's (`GuestCopy`, which holds only what
a guest may see), and returns the file as text or bytes. The name of its entry point is the format; `export.ending` is what its files
end with, if that is something else.
"""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from qbank.sheet.copies import GuestCopy, HostCopy


def export(sheet: HostCopy | GuestCopy) -> bytes:
    """Return a sheet as OPML 2.0: blocks, questions, follow-ups; of the guest's copy its lines."""
    opml = Element("opml", version="2.0")
    SubElement(SubElement(opml, "head"), "title").text = sheet.title
    body = SubElement(opml, "body")
    if isinstance(sheet, GuestCopy):
        for line in sheet.lines:
            SubElement(body, "outline", text=f"{line.context} {line.text}".strip())
    else:
        for part in sheet.parts:
            block = SubElement(body, "outline", text=part.title)
            for entry in part.entries:
                question = entry.question
                item = SubElement(block, "outline", text=question.text if question else entry.spoken)
                for follow_up in question.follow_ups if question else ():
                    SubElement(item, "outline", text=follow_up.text)
    indent(opml)
    return tostring(opml, encoding="utf-8", xml_declaration=True) + b"\n"
