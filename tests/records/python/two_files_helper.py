import asyncio


async def fetch(name):
    await asyncio.sleep(1)
    return f"page {name}"
