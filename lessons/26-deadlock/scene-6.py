"""`alice` waits for its second lock for up to one second."""
import asyncio


async def alice(left, right):
    async with left:  # @alice-left
        print("alice has left")  # @alice-has-left
        await asyncio.sleep(1)  # @alice-sleeps
        try:
            await asyncio.wait_for(right.acquire(), 1)  # @alice-right
            print("alice has both")  # @alice-has-both
            right.release()
        except asyncio.TimeoutError:
            print("alice gives up")  # @alice-gives-up


async def bob(left, right):
    async with right:  # @bob-right
        print("bob has right")  # @bob-has-right
        await asyncio.sleep(1)  # @bob-sleeps
        async with left:  # @bob-left
            print("bob has both")  # @bob-has-both


def set_up(loop):
    left = asyncio.Lock()  # @left
    right = asyncio.Lock()  # @right
    return (
        loop.create_task(alice(left, right)),  # @spawn-alice
        loop.create_task(bob(left, right)),  # @spawn-bob
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
