"""The machine written by hand is awaited again after it has finished, and raises."""
import asyncio


class TwoStep:
    def __init__(self, n):
        self.state = ("start", n)  # @state-start

    def __await__(self):
        return self

    def __next__(self):  # each step of the task calls this
        match self.state:
            case ("start", n):
                print("by hand: start")  # @start
                self.state = ("middle", 2 * n)  # @keep
                return None  # suspended, and queued again  # @pending
            case ("middle", doubled):
                print("by hand: middle")  # @middle
                self.state = ("done",)  # @done
                raise StopIteration(doubled + 1)  # @ready
            case ("done",):
                raise RuntimeError("called again after the end")  # @over


async def by_hand():
    steps = TwoStep(10)  # @steps
    value = await steps  # @hand-waits
    print(f"by hand: got {value}")  # @hand-got
    await steps  # @hand-again


async def automatic():
    print("automatic: start")  # @auto-start
    doubled = 2 * 10  # @auto-keep
    await asyncio.sleep(0)  # @auto-yield
    print("automatic: middle")  # @auto-middle
    print(f"automatic: got {doubled + 1}")  # @auto-got


def set_up(loop):
    return (
        loop.create_task(by_hand()),  # @spawn-hand
        loop.create_task(automatic()),  # @spawn-auto
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
