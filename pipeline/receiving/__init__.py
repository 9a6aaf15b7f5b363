"""What comes before any figure: declarations, decisions, the inbox, and what each workbook holds."""
