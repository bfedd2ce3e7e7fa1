"""A module that doesn't exist."""
import asyncio

asyncio.run(asyncio.sleep(0))
import there_is_no_such_module
