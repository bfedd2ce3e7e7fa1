"""Three locks in a circle: each task holds one and waits for the next."""
import asyncio


async def taker(who, own, following):
    async with own:  # @own
        print(f"{who} has its own")  # @has-own
        await asyncio.sleep(1)  # @sleeps
        async with following:  # @next
            print(f"{who} has both")  # @has-both


def set_up(loop):
    left = asyncio.Lock()  # @left
    middle = asyncio.Lock()  # @middle
    right = asyncio.Lock()  # @right
    a = taker("a", left, middle)  # @a
    b = taker("b", middle, right)  # @b
    c = taker("c", right, left)  # @c
    a = loop.create_task(a, name="a")  # @spawn-a
    b = loop.create_task(b, name="b")  # @spawn-b
    c = loop.create_task(c, name="c")  # @spawn-c
    return a, b, c


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))  # does not return
