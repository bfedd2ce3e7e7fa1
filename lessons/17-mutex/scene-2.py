"""`alice` holds the lock and awaits it again, so it waits for itself."""
import asyncio


async def alice(lock):
    async with lock:  # @outer
        print("alice has the lock")  # @has
        async with lock:  # @inner
            print("alice has it twice")  # @twice


def set_up(loop):
    lock = asyncio.Lock()  # @new-lock
    return loop.create_task(alice(lock))  # @spawn-alice


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))  # does not return
