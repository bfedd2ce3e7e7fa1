"""A module beside the script."""
import asyncio

print("helper is imported")


async def work(n):
    await asyncio.sleep(n)
    return n + 1
