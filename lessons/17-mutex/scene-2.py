"""The holder locks again, and waits for itself: this lock does not count."""
import asyncio


async def a(lock):
    async with lock:  # @outer
        print("a has the lock")  # @has
        async with lock:  # @inner
            print("a has it twice")  # @twice


def set_up(loop):
    lock = asyncio.Lock()  # @new-lock
    return loop.create_task(a(lock))  # @spawn-a


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))  # does not return
