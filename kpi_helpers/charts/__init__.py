"""Figures of the three meetings: small computed tables in, axes out.

Every ``draw_*(table, *, ax=None, lang="ja", title="")`` reads the columns that its docstring names, computes
nothing, leaves matplotlib's settings alone and returns the axes; `picture.to_png` makes the picture of ``ax.figure``.
`formats` writes numbers the same way for figures, sentences and tables.
"""
