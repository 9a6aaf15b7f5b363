"""Where a form's values and headings stand on a sheet, and what one cell says: a number, a finding, or nothing."""
