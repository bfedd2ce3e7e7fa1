"""What asyncio logs in debug mode while a loop is made and closed."""
import asyncio
import logging
import sys

logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
asyncio.run(asyncio.sleep(1), debug=True)
