"""A paper as a mail draft: plain text, a page of tables alone, and the files to send; the office fills in to whom."""

from base64 import encodebytes
from collections.abc import Mapping
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from hashlib import sha256

from jinja2 import Environment

from pipeline.papers.captions import bar_label, captions
from pipeline.papers.paper import Paper
from pipeline.rendering.templates import render
from pipeline.words.wording import harmless

_POLICY = compat32.clone(linesep="\r\n")
_OFFICE = "vnd.openxmlformats-officedocument"
_KINDS = {"xlsx": f"{_OFFICE}.spreadsheetml.sheet", "docx": f"{_OFFICE}.wordprocessingml.document"}
_LONGEST_LINE = 78


def mail(paper: Paper, pages: Environment, attachments: Mapping[str, bytes]) -> bytes:
    """The draft as eml, the same on any day; attachments: the files' bytes by name, in their order."""
    about = {"paper": paper, "captions": captions(paper.blocks), "bar_label": bar_label}
    message = MIMEMultipart("mixed", "=_mixed")
    message["Subject"] = Header(harmless(paper.title), "utf-8", header_name="Subject").encode()
    # Outlook opens it to be sent. It has no date, no sender and no recipient yet.
    message["X-Unsent"] = "1"
    body = MIMEMultipart("alternative", "=_body")
    body.attach(_text(render(pages, "mail.txt.j2", about), "plain"))
    body.attach(_text(render(pages, "mail.html.j2", about), "html"))
    message.attach(body)
    for name in attachments:
        message.attach(_attachment(name))
    written = message.as_bytes(policy=_POLICY)
    for name, data in attachments.items():
        written = written.replace(_stand_in(name), encodebytes(data).replace(b"\n", b"\r\n"))
    return written


def _stand_in(name: str) -> bytes:
    """What stands for a file until the rest is written: a line that no text in base64 can be."""
    return f"=_{sha256(name.encode()).hexdigest()[:32]}\r\n".encode()


def _text(content: bytes, kind: str) -> MIMEText:
    return MIMEText(content.decode().replace("\n", "\r\n"), kind, "utf-8")


def _attachment(name: str) -> MIMEApplication:
    """A file under its name, said twice: as today's mail programs read it, and as old ones do, which show no other.

    Its content is put in afterwards: line by line, as the library writes it, it takes longer than all the rest.
    """
    old = Header(name, "utf-8").encode()
    kind = _KINDS.get(name.rpartition(".")[2], "octet-stream")
    part = MIMEApplication(b"", kind, name=old)
    part.set_payload(_stand_in(name).decode())
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    said = part["Content-Disposition"].partition(";")[2]
    assert max(len(said), len(old)) < _LONGEST_LINE  # or it would go on in the next parameter
    return part
