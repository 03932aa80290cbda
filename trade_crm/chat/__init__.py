# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Reader of exported WhatsApp chats. Plain Python: nothing here knows Odoo.

How to use::

    export = open_export(data, "WhatsApp Chat with Klaus.zip")
    if len(export.orders) > 1:
        order = ask_the_user(export.orders, export.suggested_order)
    for message in export.messages(order):
        ...

``open_export`` reads the ``.txt`` of both phone systems and the ``.zip`` around
it, and raises :class:`ChatError` with a machine-readable ``code`` for anything
it can't read.
"""

from .archive import Limits, chat_title, read_bytes
from .errors import CODES, ChatError
from .export import Export, Message, open_export, parse_text
from .sender import phone_of
