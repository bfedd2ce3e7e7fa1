"""Four ranks add up eight numbers. Then two of them send first and receive second."""
from mpi4py import MPI

world = MPI.COMM_WORLD
rank, size = world.Get_rank(), world.Get_size()
SUM, NEXT = 1, 2  # tags

pairs = [[1, 2], [3, 4], [5, 6], [7, 8]] if rank == 0 else None
mine = sum(world.scatter(pairs, root=0))

# The last rank sends first: each one waits until the rank after it has been received.
if rank == 0:
    arrived = []
    for _ in range(size - 1):
        status = MPI.Status()
        world.recv(source=MPI.ANY_SOURCE, tag=SUM, status=status)
        arrived.append(status.Get_source())
    print("arrived from ranks", arrived)
else:
    if rank < size - 1:
        world.recv(source=rank + 1, tag=NEXT)
    world.ssend(mine, dest=0, tag=SUM)  # returns when rank 0 receives it
    if rank > 1:
        world.send(None, dest=rank - 1, tag=NEXT)

gathered = world.gather(mine, root=0)
total = world.reduce(mine, op=MPI.SUM, root=0)
names = world.reduce(f"r{rank} ", op=MPI.SUM, root=0)
if rank == 0:
    print("gathered in rank order:", gathered)
    print("reduced to", total, "and to", names.strip())

if rank < 2:
    # A synchronous send needs no room: it completes when the other rank receives. Nobody receives yet.
    both = world.Split(color=0, key=rank)
    sending = both.issend("hello", dest=1 - rank)
    both.Barrier()
    is_sent = both.allgather(sending.test()[0])
    if rank == 0:
        print("both send first: sent", is_sent)
    both.recv(source=1 - rank)
    sending.wait()
    greeting = both.sendrecv("hello", dest=1 - rank, source=1 - rank)
    if rank == 0:
        print("sendrecv:", greeting)
else:
    world.Split(color=1, key=rank)
