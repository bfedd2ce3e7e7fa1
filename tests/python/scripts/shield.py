"""`shield` keeps the inner task alive."""
import asyncio


async def save():
    await asyncio.sleep(2)
    print("saved")
    return "ok"


async def main():
    inner = asyncio.create_task(save())
    outer = asyncio.shield(inner)
    asyncio.get_running_loop().call_later(1, outer.cancel)
    try:
        await outer
    except asyncio.CancelledError:
        print("outer is cancelled, inner is", inner.done())
    print(await inner)


asyncio.run(main())
