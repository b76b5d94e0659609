"""Figures of a page: charts as drawings, and what is a table or a row of boxes as HTML."""
