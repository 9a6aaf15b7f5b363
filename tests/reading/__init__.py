"""From a workbook to the values of a form, in one process or many."""
