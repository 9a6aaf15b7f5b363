"""附件2, the workbook that is published."""
