"""Three mappers make pairs, a shuffle brings equal words together, and reducers count them."""
import asyncio


async def mapper(line, seconds):
    await asyncio.sleep(seconds)  # @work
    print(f"mapped: {line}")  # @mapped
    return [(word, 1) for word in line.split(" ")]  # @pairs


async def reducer(word, ones):
    await asyncio.sleep(1)  # @adding
    count = sum(ones)  # @sum
    print(f"{word}: {count}")  # @count


async def main():
    loop = asyncio.get_running_loop()
    map1 = loop.create_task(mapper("tea milk bun", 1))  # @map1
    map2 = loop.create_task(mapper("bun tea", 3))  # @map2
    map3 = loop.create_task(mapper("tea bun milk", 2))  # @map3
    groups = {}  # @groups
    for task in [map1, map2, map3]:
        pairs = await task  # @await-map
        print(f"main takes {len(pairs)} pairs")  # @takes
        shuffle(pairs, groups)  # @call-shuffle
    print(f"{len(groups)} keys")  # @keys
    reducers = []
    for word, ones in sorted(groups.items()):
        task = loop.create_task(reducer(word, ones))  # @reduce
        reducers.append(task)
    for task in reducers:
        await task  # @await-reduce
    print("main has all the counts")  # @done


def shuffle(pairs, groups):
    for word, one in pairs:
        groups.setdefault(word, []).append(one)  # @shuffle


def set_up(loop):
    return loop.create_task(main())  # @spawn-main


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
