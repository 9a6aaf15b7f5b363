"""A paper as a Word document that an office can edit."""

from pathlib import Path

from pipeline.papers.paper import Paper
from pipeline.word.body import body
from pipeline.word.document import template_faults_told
from pipeline.word.frame import open_frame
from pipeline.word.places import fill_places, put_content
from pipeline.word.properties import stable_document


def word(paper: Paper, templates: Path) -> bytes:
    """The paper as docx, in the looks of templates/bulletin.docx; the same bytes on any day."""
    frame = open_frame(templates, on_one_page=paper.on_one_page)
    content = body(paper, frame)
    with template_faults_told():
        fill_places(frame.document, frame.width, _texts(paper))
        put_content(frame.document, content)
        return stable_document(frame.document, paper.title)


def _texts(paper: Paper) -> dict[str, str]:
    """What stands in the places of the template; empty where this paper has nothing to put there."""
    masthead, title = paper.document["masthead"], paper.document["masthead_title"]
    brief, formal = masthead == "简报", masthead == "文件"
    return {
        "样例": paper.sample,
        "简报版头": title if brief else "",
        "期号": paper.number if brief else "",
        "编发单位": paper.document["issuer"] if brief else "",
        "文件版头": title if formal else "",
        "发文字号": paper.number if formal else "",
    }
