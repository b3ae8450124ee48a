"""What was weighed is made durable, and only then is the answer given: once for threads, once for an event loop."""

import time

from analytics.collecting.answering import could_not_store, weigh
from analytics.collecting.asking import Answered, Asked, Terms
from analytics.collecting.complaints import COMPLAINTS
from analytics.collecting.loop_spool import LoopSpool
from analytics.collecting.spool import Spool, SpoolBusy


def answer(asked: Asked, *, terms: Terms, spool: Spool) -> Answered:
    weighed = weigh(asked, terms=terms)
    if weighed.lines:
        try:
            spool.append([weighed.lines])
        except (OSError, SpoolBusy) as error:
            COMPLAINTS.failed(spool.segment.folder, error, now=time.monotonic())
            return could_not_store(weighed, terms=terms, is_busy=isinstance(error, SpoolBusy))
        COMPLAINTS.worked(spool.segment.folder)
    return weighed.answer


async def answer_on_the_loop(asked: Asked, *, terms: Terms, spool: LoopSpool) -> Answered:
    weighed = weigh(asked, terms=terms)
    if weighed.lines:
        try:
            await spool.append(weighed.lines)
        except (OSError, SpoolBusy) as error:
            COMPLAINTS.failed(spool.segment.folder, error, now=time.monotonic())
            return could_not_store(weighed, terms=terms, is_busy=isinstance(error, SpoolBusy))
        COMPLAINTS.worked(spool.segment.folder)
    return weighed.answer
