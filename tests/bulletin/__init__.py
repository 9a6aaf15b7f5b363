"""The bulletin and the closing report: text, page, Word document, PDF, mail."""
