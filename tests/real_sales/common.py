# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The loader's modules, a made-up file and the place of the real one."""

import importlib
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REAL_FILE = (
    Path(os.environ.get("TRADE_CRM_DATA") or ROOT.parent / "shared" / "data")
    / "online_retail.csv.gz"
)
HEADER = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
)
# Six customers, 13 documents. By hand: 1001 is 6 x 2.55 + 3 x 4.10 = 27.60.
SAMPLE = """
1001,10001,RED BOX,6,2010-12-01 08:26:00,2.55,C1,United Kingdom
1001,10002,BLUE BOX,3,2010-12-01 08:26:00,4.10,C1,United Kingdom
1002,10001,RED BOX,10,2010-12-02 09:00:00,2.10,C2,France
1002,POST,POSTAGE,1,2010-12-02 09:00:00,18.00,C2,France
1002,10003,FREE CARD,1,2010-12-02 09:00:00,0,C2,France
C1003,10001,RED BOX,-2,2010-12-03 10:00:00,2.55,C1,United Kingdom
1004,10003,CARD,7,2010-12-05 10:00:00,0.333,C3,Germany
1004,10003,CARD,7,2010-12-05 10:00:00,0.333,C3,Germany
C1005,D,Discount,-1,2010-12-06 10:00:00,5.00,C3,Germany
1006,10002,BLUE BOX,12,2010-12-20 10:00:00,3.75,C4,Unspecified
C1007,10002,BLUE BOX,-12,2010-12-20 11:00:00,3.75,C4,Unspecified
1008,10004,GIFT,1,2010-12-21 10:00:00,0,C5,United Kingdom
1009,10001,RED BOX,100,2011-01-10 10:00:00,1.99,C6,Germany
1010,10001,RED BOX,40,2011-02-10 10:00:00,1.99,C6,Germany
C1011,10001,RED BOX,-5,2011-02-12 10:00:00,1.99,C6,Germany
1012,10002,BLUE BOX,8,2011-06-01 10:00:00,4.10,C2,France
1013,10002,BLUE BOX,9,2011-12-09 10:00:00,4.10,C1,United Kingdom
""".strip()


def package(*names):
    """Modules of scripts/real_sales, one or several."""
    scripts = str(ROOT / "scripts")
    if scripts not in sys.path:
        sys.path.insert(0, scripts)
    modules = [importlib.import_module(f"real_sales.{name}") for name in names]
    return modules[0] if len(modules) == 1 else modules


def write_file(text, folder, name="sales.csv"):
    path = Path(folder) / name
    path.write_text(f"{HEADER}\n{text}\n", encoding="utf-8")
    return path


def rows_of(text):
    """The rows of a text without its header line."""
    with tempfile.TemporaryDirectory() as folder:
        return list(package("reader").read_rows(write_file(text, folder)))
