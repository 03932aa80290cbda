# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""How well signals are read in each language, and how fast 10,000 messages are.

Run it on a database with the addon; everything is rolled back::

    scripts/sandbox odoo shell -d database --no-http < benchmarks/bench_signals.py

Further labelled sentences (files "en.tsv" ... like those of the tests) may be judged::

    SETS=folder scripts/sandbox odoo shell -d database --no-http \
        < benchmarks/bench_signals.py
"""

import os
import random
import resource
import time
from pathlib import Path

from odoo.addons.trade_crm.signals import KINDS
from odoo.addons.trade_crm.signals.languages import LANGUAGES
from odoo.addons.trade_crm.tests.signals import labelled

MESSAGES = 10_000
HUGE = 2_000_000


def quality(book, folder, held_out=None):
    """Print precision and recall for each signal and language."""
    table, every = {}, []
    for language in LANGUAGES:
        rows = labelled.sentences(language, folder)
        rows = [row for row in rows if held_out is None or row[0] == held_out]
        table[language] = labelled.judge(rows, book)
        every += table[language].values()
    print(f"{'':22}" + "".join(f"{language:>13}" for language in LANGUAGES))
    for kind in KINDS:
        cells = (
            "{:.2f} / {:.2f}".format(*labelled.rates([table[lang][kind]]))
            if kind in table[lang]
            else "-"
            for lang in LANGUAGES
        )
        print(f"{kind:22}" + "".join(f"{cell:>13}" for cell in cells))
    for language in LANGUAGES:
        rates = labelled.rates(list(table[language].values()))
        print("{}: precision {:.3f}, recall {:.3f}".format(language, *rates))
    print("all: precision {:.3f}, recall {:.3f}".format(*labelled.rates(every)))


def messages(count):
    """Mails as they come: HTML, four to ten sentences, a signature, a quoted mail."""
    chance = random.Random(7)
    pool = {lang: [row[2] for row in labelled.sentences(lang)] for lang in LANGUAGES}
    for number in range(count):
        own = pool[LANGUAGES[number % len(LANGUAGES)]]
        said = chance.choices(own, k=chance.randint(4, 10))
        quoted = chance.choices(own, k=20)
        yield (
            f"<div>Hello {number}</div>"
            + "".join(f"<p>{sentence}</p>" for sentence in said)
            + "<p>Best regards</p><p>Klaus</p>"
            + "<div class='gmail_quote'>On Mon, 5 Jan 2026, Ann wrote:"
            + "".join(f"<blockquote>{sentence}</blockquote>" for sentence in quoted)
            + "</div>"
        )


def speed(env):
    texts = list(messages(MESSAGES))
    size = sum(map(len, texts))
    signals = env["trade.signal"]
    signals.read_text(texts[0])
    start = time.perf_counter()
    found = sum(len(signals.read_text(text)) for text in texts)
    print(
        f"{MESSAGES} messages ({size / 1e6:.1f} MB of HTML) read in "
        f"{time.perf_counter() - start:.1f} s: {found} signals"
    )
    start = time.perf_counter()
    signals.read_text("<p>Your price is too high.</p>" + "<p>word</p>" * (HUGE // 11))
    print(f"2 MB of HTML: {time.perf_counter() - start:.2f} s")


def whole_way(env):
    """Queue the messages as contacts and read them as the cron does."""
    company = env["res.partner"].create({"name": "Bench", "is_company": True})
    interactions = env["trade.interaction"]
    interactions._log(
        [
            {
                "partner_id": company.id,
                "channel": "whatsapp",
                "direction": "in",
                "body": text,
                "digest": f"bench{number}",
            }
            for number, text in enumerate(messages(MESSAGES))
        ]
    )
    env.flush_all()
    start = time.perf_counter()
    done = 0
    while count := interactions._read_signals_batch():
        done += count
    count = env["trade.signal"].search_count([("partner_id", "=", company.id)])
    print(
        f"{done} queued contacts read and {count} signals written in "
        f"{time.perf_counter() - start:.1f} s"
    )


def main(env):
    book = env["trade.signal.rule"]._rulebook()
    print("== all labelled sentences: precision / recall")
    quality(book, labelled.FOLDER)
    print("== held-out half")
    quality(book, labelled.FOLDER, held_out=True)
    if os.environ.get("SETS"):
        print("== further sentences")
        quality(book, Path(os.environ["SETS"]))
    speed(env)
    whole_way(env)
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )
    env.cr.rollback()


main(env)  # noqa: F821 -- the shell's environment
