#!/usr/bin/env python3
# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Load real sales into an Odoo database; see --help."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from real_sales.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
