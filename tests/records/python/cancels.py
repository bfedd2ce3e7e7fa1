import asyncio


async def download(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        await asyncio.sleep(1)
    return "stays"


async def main():
    first = asyncio.create_task(download("first"), name="first")
    second = asyncio.create_task(stubborn(), name="second")
    unstarted = asyncio.create_task(download("third"), name="third")
    unstarted.cancel()
    await asyncio.sleep(1)
    first.cancel()
    second.cancel()
    print(await second)
    first.cancel()
    try:
        await asyncio.wait_for(download("late"), 2)
    except TimeoutError:
        print("too late")


asyncio.run(main())
