"""There is no hook for uncaught exceptions."""
import asyncio
import sys

del sys.excepthook
asyncio.run(asyncio.wait_for(asyncio.sleep(2), 1))
