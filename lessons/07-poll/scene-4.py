"""The machine written by hand is awaited once more after its end, and has no answer to that."""
import asyncio


class TwoStep:
    def __init__(self, n):
        self.state = ("start", n)  # @state-start

    def __await__(self):
        return self

    def __next__(self):  # what `send(None)` calls: asyncio's poll
        match self.state:
            case ("start", n):
                print("start")  # @start
                self.state = ("middle", 2 * n)  # @keep
                return None  # a bare yield: suspended, and queued again  # @pending
            case ("middle", doubled):
                print("middle")  # @middle
                self.state = ("done",)  # @done
                raise StopIteration(doubled + 1)  # @ready
            case ("done",):
                raise RuntimeError("sent to after its end")  # @over


async def hand():
    steps = TwoStep(10)
    value = await steps  # @hand-waits
    print(f"hand got {value}")  # @hand-got
    again = await steps  # raises, and the task ends with that  # @hand-again
    print(f"hand got {again} again")  # @hand-got-again


async def auto():
    print("start")  # @auto-start
    doubled = 2 * 10  # @auto-keep
    await asyncio.sleep(0)  # @auto-yield
    print("middle")  # @auto-middle
    print(f"auto got {doubled + 1}")  # @auto-got


def set_up(loop):
    return (
        loop.create_task(hand()),  # @spawn-hand
        loop.create_task(auto()),  # @spawn-auto
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
