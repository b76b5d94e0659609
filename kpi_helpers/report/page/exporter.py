"""The nbconvert exporter that makes a meeting page of an executed notebook."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters.exporter import Exporter
from traitlets import Unicode

from kpi_helpers.report.page.content import fragments
from kpi_helpers.report.page.render import render_page


class PageExporter(Exporter):
    """Makes one self-contained HTML page of an executed notebook.

    Parameters
    ----------
    lang : str
        ``ja`` or ``en``.

    Examples
    --------
    >>> import nbformat
    >>> page, _ = PageExporter(lang="en").from_notebook_node(nbformat.v4.new_notebook())
    >>> page.startswith('<!doctype html>\\n<html lang="en">')
    True
    """

    export_from_notebook = "Meeting page"
    output_mimetype = "text/html"
    lang = Unicode("ja", help="ja or en").tag(config=True)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own HTML exporter gives text too
        self, nb: Any, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook.

        Parameters
        ----------
        nb : NotebookNode
            An executed notebook.
        resources : dict, optional
            Passed through.

        Returns
        -------
        tuple of str and dict
            The HTML, and the resources.
        """
        notebook, resources = super().from_notebook_node(nb, resources, **options)
        return render_page(fragments(notebook), lang=self.lang), resources
