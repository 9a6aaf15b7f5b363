"""Run by the system's Python: types values into a workbook with a real LibreOffice and saves it as xlsx.

python3 uno_fill.py PIPE   < {"source": url, "target": url, "values": {name: number or text}}
"""

import json
import os
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def office(pipe):
    """The context of the office that is starting up."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(1200):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not start")


def connect(pipe):
    """Its desktop."""
    context = office(pipe)
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def main(pipe):
    """Fill one workbook, then end the office."""
    job = json.load(sys.stdin)
    desktop = connect(pipe)
    hidden = PropertyValue("Hidden", 0, True, 0)
    book = desktop.loadComponentFromURL(job["source"], "_blank", 0, (hidden,))
    for name, value in job["values"].items():
        cell = book.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value
    xlsx = PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0)
    book.storeToURL(job["target"], (xlsx,))
    book.close(True)
    desktop.terminate()


if __name__ == "__main__":
    main(sys.argv[1])
    sys.stdout.flush()
    os._exit(0)  # taking the bridge to an office that is gone apart may crash
