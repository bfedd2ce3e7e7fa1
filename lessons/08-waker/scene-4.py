"""`ringer` calls the waker before it rings the bell, in the same step: that only queues."""
import asyncio


class Bell:
    def __init__(self, loop):
        self.loop = loop  # @bell
        self.rung = False  # @rung
        self.waker = None  # @waker

    def __await__(self):
        while not self.rung:
            future = self.loop.create_future()
            self.waker = future.set_result  # @store
            yield from future  # @pending
        return  # @ready


async def listener(bell):
    print("listening")  # @listen
    await bell  # @wait
    print("heard the bell")  # @heard


async def ringer(bell):
    await asyncio.sleep(2)  # @sleep
    waker, bell.waker = bell.waker, None  # @take
    if waker:
        waker(None)  # @wake
    bell.rung = True  # @ring
    print("rung")  # @said


def set_up(loop):
    bell = Bell(loop)
    return (
        loop.create_task(listener(bell)),  # @spawn-listener
        loop.create_task(ringer(bell)),  # @spawn-ringer
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
