"""Any workbook as sheets of addressed cells: xlsx, xls, WPS et, ods; guarded, within limits, exactly as stored."""
