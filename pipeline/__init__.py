"""From ten workbooks to one signed page.

The data's way, one module after the other (monthly.py calls them in this order, weekly.py the same for a week):

inbox      what lies there, read once, with its receipt
reading    a workbook to a submission: who, which period, what each value cell holds
checks     the declared rules, compiled to pandera, over all sheets in one pass
settling   period by period: which version counts, what is accepted
filing     every file's one status
release    totals and figures: the one thing that all writers see
annex2, bulletin, weekly_note, tables_out, manifest   the writers
publishing what goes to the outbox, and what is kept aside
"""

import os

# With lxml, which odfdo brings, openpyxl would write other bytes than without it, and take longer to import.
os.environ["OPENPYXL_LXML"] = "False"
