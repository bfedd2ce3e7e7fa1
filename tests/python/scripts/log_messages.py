"""Logging and warnings of the program."""
import asyncio
import logging
import warnings

logging.basicConfig(level=logging.INFO, format="%(levelname)s:%(name)s:%(funcName)s:%(lineno)d:%(message)s")
log = logging.getLogger("script")


async def main():
    log.info("in main")
    warnings.warn("be careful")
    await asyncio.sleep(0.1)
    warnings.warn("deprecated", DeprecationWarning)
    try:
        1 / 0
    except ZeroDivisionError:
        log.exception("divided")


asyncio.run(main())
warnings.warn("at the module", UserWarning)
