"""Crosswise, and `a` waits for its second lock for a second at most: its giving up lets `b` through."""
import asyncio


async def a(left, right):
    async with left:  # @a-left
        print("a has left")  # @a-has-left
        await asyncio.sleep(1)  # @a-sleeps
        try:
            await asyncio.wait_for(right.acquire(), 1)  # @a-right
            print("a has both")  # @a-has-both
            right.release()
        except asyncio.TimeoutError:
            print("a gives up")  # @a-gives-up


async def b(left, right):
    async with right:  # @b-right
        print("b has right")  # @b-has-right
        await asyncio.sleep(1)  # @b-sleeps
        async with left:  # @b-left
            print("b has both")  # @b-has-both


def set_up(loop):
    left = asyncio.Lock()  # @left
    right = asyncio.Lock()  # @right
    return (
        loop.create_task(a(left, right)),  # @spawn-a
        loop.create_task(b(left, right)),  # @spawn-b
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
