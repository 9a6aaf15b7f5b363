"""The mail draft, read back with the standard library."""

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.papers.blocks import Block
from pipeline.papers.captions import captions
from pipeline.rendering.mail import mail
from tests.support.papers import july, pages, paper_of
from tests.support.published import command
from tests.support.workspaces import sample_workspace

FILES = {"附件2.xlsx": b"PK\x03\x04" * 99, "月通报.docx": bytes(range(256))}


def read(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [d for part in message.walk() for d in part.defects] == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    assert part.get_content_charset() == "utf-8"
    return str(part.get_content())


@pytest.fixture(scope="module")
def draft() -> bytes:
    return mail(july(), pages(), FILES)


@pytest.fixture(scope="module")
def page(draft: bytes) -> "Page":
    return Page(body(read(draft), "html"))


class Page(HTMLParser):
    """Tags with their attributes, and the texts of the innermost cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data.strip()


def test_it_is_a_draft_with_a_subject_and_nobody_in_it(draft: bytes) -> None:
    message = read(draft)
    assert message["Subject"] == july().title
    assert message["X-Unsent"] == "1"
    assert set(message) == {"Content-Type", "MIME-Version", "Subject", "X-Unsent"}


def test_text_page_and_files_are_where_mail_programs_look_for_them(draft: bytes) -> None:
    kinds = [part.get_content_type() for part in read(draft).walk()]
    office = "application/vnd.openxmlformats-officedocument"
    assert kinds == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html"),
        *(f"{office}.spreadsheetml.sheet", f"{office}.wordprocessingml.document"),
    ]
    attached = {str(p.get_filename()): p.get_payload(decode=True) for p in files(draft)}
    assert attached == FILES


def files(draft: bytes) -> list[EmailMessage]:
    return [p for p in read(draft).iter_attachments() if isinstance(p, EmailMessage)]


def test_bytes_are_ascii_in_short_lines_and_the_same_on_any_day(draft: bytes) -> None:
    assert mail(july(), pages(), FILES) == draft
    assert draft.isascii()
    assert draft.count(b"\r\n") == draft.count(b"\n") == draft.count(b"\r")
    assert max(map(len, draft.split(b"\r\n"))) <= 78


def test_each_name_is_whole_in_one_parameter_for_old_and_for_new_programs(draft: bytes) -> None:
    heads = [h for h in draft.split(b"\r\n\r\n") if b"attachment" in h]
    assert len(heads) == len(FILES)
    for head, name in zip(heads, FILES, strict=True):
        text = re.sub(r"\r\n[ \t]+", " ", head.decode())
        (new,) = re.findall(r"filename\S*=\S+", text)
        assert new.startswith("filename*=utf-8''")
        (old,) = re.findall(r' name="(\S+)"', text)
        assert re.fullmatch(r"=\?utf-8\?[bq]\?[^?]+\?=", old)
        ((raw, charset),) = email.header.decode_header(old)
        assert raw.decode(charset or "") == name


def test_a_name_that_would_go_on_in_a_second_parameter_is_our_mistake() -> None:
    with pytest.raises(AssertionError):
        mail(july(), pages(), {"全区重大事故隐患汇总表.xlsx": b""})


def test_the_text_holds_every_block_and_every_figure(draft: bytes) -> None:
    text = body(read(draft), "plain")
    assert text.startswith(f"【{july().sample}】\r\n\r\n{july().title}\r\n")
    lines = text.splitlines()
    for block, caption in zip(july().blocks, captions(july().blocks), strict=True):
        assert not (block.text and block.kind != "title") or block.text in lines
        assert any(caption in line for line in lines)
        assert not (block.table and block.table.note) or f"注：{block.table.note}" in lines
        for row in block.table.rows if block.table else ():
            (line,) = [n for n in lines if n.startswith(f"{row.cells[0]}　") and row.cells[1] in n][
                :1
            ]
            assert [c.rpartition("：")[2] for c in line.partition("　")[2].split("；")] == [
                c.rpartition("：")[2] for c in row.cells[1:]
            ]


def test_the_page_holds_every_block_and_every_figure(page: Page) -> None:
    for block, caption in zip(july().blocks, captions(july().blocks), strict=True):
        assert caption in page.cells
        assert block.text.replace("\n", "") in page.cells
        for row in block.table.rows if block.table else ():
            at = [n for n, c in enumerate(page.cells) if c == row.cells[0]]
            assert list(row.cells) in [page.cells[n : n + len(row.cells)] for n in at]


def test_the_page_is_tables_alone_with_looks_on_the_cells(draft: bytes, page: Page) -> None:
    allowed = ("html", "head", "meta", "title", "body", "table", "tr", "th", "td", "br")
    assert {tag for tag, _ in page.tags} == set(allowed)
    names = {
        name for tag, attributes in page.tags if tag not in ("meta", "html") for name in attributes
    }
    assert names <= {
        *("style", "align", "bgcolor", "width", "height", "nowrap", "scope"),
        *("border", "bordercolor", "cellspacing", "cellpadding", "role", "aria-label"),
    }
    html = body(read(draft), "html")
    assert not re.search(r"<style|class=|flex|float|var\(|--|url\(|@|<svg|<img|//|display", html)
    assert len(html.encode()) < 100_000  # what web mail shows without cutting


def test_short_words_stand_in_the_middle_and_heads_break_before_their_unit(draft: bytes) -> None:
    html = body(read(draft), "html")
    assert re.search(r'<td align="center" nowrap[^>]*>按时</td>', html)
    assert re.search(r'<td align="left" nowrap[^>]*>危险化学品</td>', html)
    assert re.search(r"<th [^>]*nowrap[^>]*>罚款<br>（万元）</th>", html)


def test_bars_are_cells_as_wide_as_their_figures(page: Page) -> None:
    charts = [b.chart for b in july().blocks if b.chart]
    bars = [
        int(attributes["width"] or 0)
        for tag, attributes in page.tags
        if tag == "td" and attributes.get("height") == "12"
    ]
    for chart in charts:
        figures = [f for bar in chart.bars for f in bar.figures if f]
        wanted = [round(float(f / chart.largest) * 300) for f in figures]
        start = len(chart.series)
        assert bars[start : start + len(wanted)] == wanted
        bars = bars[start + len(wanted) :]
    unreported = [bar.label for bar in charts[-1].bars if bar.figures == (None, None)]
    assert unreported
    for label in unreported:
        at = page.cells.index(f"{label}（未报）")
        assert page.cells[at + 1 : at + 4] == ["", "", ""]  # said once, beside it


@pytest.mark.parametrize(
    ("masthead", "head"),
    [
        ("简报", ["某某简报", "", "〔2023〕7号", "某某办公室"]),
        ("文件", ["某某简报", "", "〔2023〕7号"]),
        ("none", []),
    ],
)
def test_the_masthead_is_that_of_the_configuration(masthead: str, head: list[str]) -> None:
    about = {"masthead": masthead, "masthead_title": "某某简报", "issuer": "某某办公室"}
    paper = paper_of([Block("p", "文")], **about)
    shown = Page(body(read(mail(paper, pages(), {})), "html"))
    assert shown.cells == ["", *head, "文"]


def test_what_is_published_is_what_is_attached(tmp_path: Path) -> None:
    root = sample_workspace(tmp_path / "w")
    assert command(root, "monthly") == 0
    folder = root / "outbox/2023-07"
    attached = files((folder / "月通报.eml").read_bytes())
    assert [p.get_filename() for p in attached] == ["附件2.xlsx", "月通报.docx"]
    for part in attached:
        assert part.get_payload(decode=True) == (folder / str(part.get_filename())).read_bytes()
