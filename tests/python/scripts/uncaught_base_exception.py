"""An exception of a kind that leaves the loop."""
import asyncio


class Stop(BaseException):
    pass


async def main():
    asyncio.get_running_loop().call_later(1, stop)
    await asyncio.sleep(3)
    print("main goes on")


def stop():
    raise KeyboardInterrupt("from a callback")


try:
    asyncio.run(main())
except KeyboardInterrupt as error:
    print(repr(error))


async def stops():
    raise Stop("now")


asyncio.run(stops())
