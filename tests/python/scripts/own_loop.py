"""A loop of the program's own, which needs nothing but asyncio's base class, and how deep origins are tracked."""
import asyncio
import sys


class Nothing:
    def select(self, timeout):
        return ()


class OwnLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = Nothing()

    def _process_events(self, events):
        pass


async def main():
    await asyncio.sleep(0.1)
    print("slept", sys.get_coroutine_origin_tracking_depth())


loop = OwnLoop()
loop.run_until_complete(main())
loop.close()
print(sys.get_coroutine_origin_tracking_depth())
asyncio.run(main(), debug=True)
print(sys.get_coroutine_origin_tracking_depth())
