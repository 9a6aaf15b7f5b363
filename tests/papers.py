"""The bulletin's pages from a release, in one call."""

from jinja2 import Environment

from pipeline.bulletin import bulletin
from pipeline.model.released import Release
from pipeline.paper_pages import write_pages


def write_bulletin(release: Release, pages: Environment) -> dict[str, bytes]:
    return write_pages(bulletin(release, pages), pages)
