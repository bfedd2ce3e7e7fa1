"""Rank 0 scatters eight numbers over four ranks, gathers their sums, and adds these up."""
import asyncio


async def root(outboxes, inbox):
    numbers = [1, 2, 3, 4, 5, 6, 7, 8]  # @numbers
    for rank, outbox in enumerate(outboxes, start=1):
        await outbox.put(numbers[2 * rank : 2 * rank + 2])  # @scatter
    print("rank 0 has scattered")  # @scattered
    sums = [numbers[0] + numbers[1], 0, 0, 0]  # @own
    for _ in range(1, 4):
        rank, sum_ = await inbox.get()  # @gather
        print(f"rank 0 gets {sum_} from rank {rank}")  # @gets
        sums[rank] = sum_  # @store
    total = sum(sums)  # @reduce
    print(f"the sum of {sums} is {total}")  # @total


async def other(rank, inbox, outbox):
    pair = await inbox.get()  # @receive
    await asyncio.sleep(4 - rank)  # @work
    sum_ = pair[0] + pair[1]
    print(f"rank {rank} sends {sum_}")  # @sends
    await outbox.put((rank, sum_))  # @answer


def set_up(loop):
    to0 = asyncio.Queue(3)  # @to0
    to1 = asyncio.Queue(1)
    to2 = asyncio.Queue(1)
    to3 = asyncio.Queue(1)
    rank1 = other(1, to1, to0)  # @rank1
    rank2 = other(2, to2, to0)
    rank3 = other(3, to3, to0)
    rank0 = root([to1, to2, to3], to0)  # @rank0
    rank1 = loop.create_task(rank1)
    rank2 = loop.create_task(rank2)
    rank3 = loop.create_task(rank3)
    rank0 = loop.create_task(rank0)  # @spawn-rank0
    return rank1, rank2, rank3, rank0


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
