import asyncio
from two_files_helper import fetch


async def main():
    task = asyncio.create_task(fetch("x"), name="fetcher")
    await asyncio.sleep(0.5)
    print(await task)


asyncio.run(main())
