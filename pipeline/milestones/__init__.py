"""What is owed besides the forms: the office's workbook of milestones, and how every one of them stands on a day."""
