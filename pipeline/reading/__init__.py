"""One workbook to one submission: whose it is, which period, what each sheet says; a form or an Annex 2 from below."""
