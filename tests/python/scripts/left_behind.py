"""`main` ends before its tasks do: `asyncio.run` cancels them, and generators are closed."""
import asyncio


async def background(name):
    try:
        while True:
            await asyncio.sleep(1)
            print(name)
    except asyncio.CancelledError:
        await asyncio.sleep(1)
        print(name, "stops")
        if name == "bad":
            raise ValueError("while it was cancelled")


async def endless():
    try:
        while True:
            yield 1
            await asyncio.sleep(0)
    finally:
        print("generator is closed")


async def main():
    asyncio.create_task(background("bad"))
    generator = endless()
    await anext(generator)
    await asyncio.sleep(1.5)
    print("main ends")
    return generator


asyncio.run(main())
