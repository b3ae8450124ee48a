"""Writing to one generation, whose lock is held, by means of Whoosh."""

from contextlib import suppress
from pathlib import Path

from whoosh.index import open_dir
from whoosh.writing import SegmentWriter

from whoosh_search import merging, seals
from whoosh_search.changes import Changes
from whoosh_search.packed import PackedCodec
from whoosh_search.schema import current_schema
from whoosh_search.state import Condition, logger, unusable


def commit(folder: Path, changes: Changes, language: str) -> None:
    """A document that Whoosh cannot take is left out, and does not keep the others waiting."""
    try:
        _write(folder, changes, language)
    except FileNotFoundError as error:
        raise unusable(Condition.DAMAGED, f"a file of it is gone ({error}).", error) from error
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - what a document or a damaged file may raise
        logger.debug("Committing %d objects one by one.", len(changes), exc_info=error)
        for key, document in changes.items():
            _write_or_leave_out(folder, {key: document}, language)


def _write_or_leave_out(folder: Path, change: Changes, language: str) -> None:
    try:
        _write(folder, change, language)
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - as above
        _write_without(folder, change, language)


def _write_without(folder: Path, change: Changes, language: str) -> None:
    """If even this fails, it is not for the document."""
    try:
        _write(folder, dict.fromkeys(change), language)
    except Exception as error:
        raise unusable(Condition.DAMAGED, f"it cannot be written ({type(error).__name__}: {error}).", error) from error
    logger.exception("The search index cannot hold %s, which is left out.", ", ".join(change))


def _write(folder: Path, changes: Changes, language: str) -> None:
    schema = current_schema(language)
    # Nobody else can hold the lock of Whoosh while that of the store is held.
    writer = open_dir(str(folder), schema=schema).writer(timeout=1, codec=PackedCodec())
    try:
        for key, each in changes.items():
            if each is None:
                writer.delete_by_term("key", key)
            else:
                writer.update_document(**{name: text for name, text in each.items() if name in schema})
        writer.commit(mergetype=merging.in_passing)
    except BaseException:
        _give_up(writer)
        raise
    seals.seal(folder)


def merge(folder: Path, language: str) -> bool:
    """Writes some segments anew as one, if that is due."""
    index = open_dir(str(folder), schema=current_schema(language))
    if not merging.untidy(index._segments(), index.storage):
        return False
    writer = index.writer(timeout=1, codec=PackedCodec())
    try:
        writer.commit(mergetype=merging.thorough)
    except BaseException:
        _give_up(writer)
        raise
    seals.seal(folder)
    return True


def _give_up(writer: SegmentWriter) -> None:
    """Leaves no file open and no lock held, which Whoosh may after a failure; the next commit removes the files."""
    for close in (writer.cancel, writer.perdocwriter.close, writer.fieldwriter.close, writer.pool.cleanup):
        with suppress(Exception):
            close()
    if writer.writelock:
        with suppress(Exception):
            writer.writelock.release()
