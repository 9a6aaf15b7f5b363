"""Cells, sheets and workbooks that we write: fonts, borders, widths, stable bytes."""
