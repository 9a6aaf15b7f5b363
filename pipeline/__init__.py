"""From ten workbooks to one signed page.

The data's way, package by package (monthly.py is its table of contents, weekly.py the same for a week):

receiving  what lies in the inbox, with its receipt; each workbook read to a submission (inbox, pools, books, reading)
checking   the declared rules, compiled to pandera, over all sheets in one pass
settling   period by period: which version counts, every file's one status
figures    what is accepted, as one frame; its totals, its months, the cells behind them
releasing  the release that all writers see
annex2, bulletin, returns, ...   the writers; rendering makes a paper's page, Markdown, Word and mail
outbox     what is put there whole, and what is kept aside
"""

import os

# With lxml, which odfdo brings, openpyxl would write other bytes than without it, and take longer to import.
os.environ["OPENPYXL_LXML"] = "False"
