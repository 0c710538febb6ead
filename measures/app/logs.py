"""What a fault of the tool leaves in the log: its kind and where in the code, never its words, which may be answers."""

from __future__ import annotations

import logging
import traceback

LOGGER_OF_FAULTS = "streamlit.error_util"
LOGGERS = (LOGGER_OF_FAULTS, "streamlit.runtime.backend_operation_handler")  # pages; files made when they are asked for


def without_answers(record: logging.LogRecord) -> bool:
    """Replace a record's exception by its kind and the last place of the code it came through; keep the record."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}, line {frames[-1].lineno}" if frames else ""
        record.msg, record.args = f"The tool itself failed ({type(error).__name__}{place}).", ()
        record.exc_info = record.exc_text = None
    return True


def keep_answers_out() -> None:
    """Let no words of a fault into the log; calling it again changes nothing."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(without_answers)
